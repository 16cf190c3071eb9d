/// A burst and its ping fill the ring of eight receive descriptors, each of 1536 bytes.
extension NucleoBoard: AttackedBoard {
  static let burstCount = 7
  static let burstRoom = 7

  /// With the check sequence.
  static func room(for length: Int) -> Int { (length + 4 + 1535) / 1536 }

  /// The processor looks at the first when the last has come over the wire, at 100 Mbit/s.
  func gather(_ count: Int) throws {
    for _ in 0..<100 where try !DescriptorRings(ask("rings")).isAtRest {}
    try command("stall \(count)")
  }
}
