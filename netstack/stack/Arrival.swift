/// A packet that is for us, and how it came.
struct Arrival: ~Copyable, ~Escapable {
  let packet: IPv4Packet
  /// Whether its address is a broadcast or multicast address.
  let isForGroup: Bool
  /// Whether it came in fragments.
  let isReassembled: Bool
  let verifiedChecksums: ChecksumSet

  @_lifetime(copy packet)
  init(
    _ packet: IPv4Packet, isForGroup: Bool, isReassembled: Bool, verifiedChecksums: ChecksumSet
  ) {
    self.packet = packet
    self.isForGroup = isForGroup
    self.isReassembled = isReassembled
    self.verifiedChecksums = verifiedChecksums
  }
}
