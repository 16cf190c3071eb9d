/// What became of our address on its link (RFC 5227).
public enum AddressEvent: Equatable, Sendable {
  /// The address may be used from now on.
  case acquired
  /// Another station used the address, and we keep it.
  case conflict(with: MACAddress)
  /// Another station has the address. It may not be used until it is probed for again.
  case defeated(by: MACAddress)
}
