extension ARPPacket {
  /// Asks whether anybody uses `address`, without a claim to it that others would note (RFC 5227
  /// §2.1.1). To be broadcast.
  static func probe(for address: IPv4Address, from hardware: MACAddress) -> ARPPacket {
    ARPPacket(
      operation: .request, senderHardware: hardware, senderProtocol: .unspecified,
      targetHardware: .zero, targetProtocol: address)
  }

  /// Tells everybody that `address` is ours (RFC 5227 §2.3). To be broadcast.
  static func announcement(of address: IPv4Address, from hardware: MACAddress) -> ARPPacket {
    ARPPacket(
      operation: .request, senderHardware: hardware, senderProtocol: address,
      targetHardware: .zero, targetProtocol: address)
  }
}
