import NetStack

/// The two hosts of the captures.
enum BenchmarkLink {
  static let own = IPv4Address(10, 0, 0, 2)
  static let ownHardware = MACAddress(0x02, 0, 0, 0, 0, 0x02)
}
