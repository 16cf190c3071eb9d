/// A packet that is for us, and how it came.
struct Arrival: ~Escapable {
  let packet: IPv4Packet
  // One byte, to be handed on in one register.
  private let flags: UInt8

  private static var isForGroup: UInt8 { 1 << 7 }
  private static var isReassembled: UInt8 { 1 << 6 }

  @_lifetime(copy packet)
  init(
    _ packet: IPv4Packet, isForGroup: Bool, isReassembled: Bool = false,
    verifiedChecksums: ChecksumSet
  ) {
    self.packet = packet
    flags =
      verifiedChecksums.rawValue & ~(Self.isForGroup | Self.isReassembled)
      | (isForGroup ? Self.isForGroup : 0) | (isReassembled ? Self.isReassembled : 0)
  }

  /// Whether its address is a broadcast or multicast address.
  var isForGroup: Bool { flags & Self.isForGroup != 0 }
  /// Whether it came in fragments.
  var isReassembled: Bool { flags & Self.isReassembled != 0 }
  var verifiedChecksums: ChecksumSet { ChecksumSet(rawValue: flags) }
}
