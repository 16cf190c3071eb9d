/// The hosts of the fuzzed link, by number.
enum FuzzStations {
  static let board: [UInt8] = [2, 0, 0, 0, 0, 2]

  /// Ours, neighbors, a gateway, hosts beyond it, groups, and addresses that no host can have.
  static let addresses: [UInt32] = [
    0xC000_0202, 0xC000_0201, 0xC000_02FE, 0xC000_0209, 0xC000_020A, 0xC633_6407, 0x0A00_0005,
    0x0A00_0001, 0xC000_02FF, 0xFFFF_FFFF, 0xE000_0001, 0xEF01_0203, 0xEF01_0204, 0x0000_0000,
    0x7F00_0001, 0xC000_0200,
  ]

  static func address(_ number: UInt8) -> UInt32 { addresses[Int(number & 15)] }

  /// The hardware address of a host.
  static func hardware(_ number: UInt8) -> [UInt8] {
    number & 15 == 0 ? board : [2, 0, 0, 0, 1, number & 15]
  }

  /// Whether an address reaches many, for a host with the addresses `ours`: the networks of all are
  /// /24, but that of 10.0.0.5 is /8.
  static func isGroup(_ address: UInt32, ours: [UInt32]) -> Bool {
    address >> 28 >= 0xE
      || ours.contains {
        $0 >> 24 == 10 ? address == 0x0AFF_FFFF : address == $0 | 0xFF
      }
  }

  static let ports: [UInt16] = [
    7, 9, 53, 0, 1, 40000, 49152, 65535,
  ]
}
