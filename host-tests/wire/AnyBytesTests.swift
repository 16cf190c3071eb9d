import Testing
import Wire
import SeededRandom

/// Whatever bytes come: no view traps, none reads beyond them, and none claims what is not there.
@Suite struct AnyBytesTests {
  /// Whether every view of `bytes`, from the link's down and each by itself, is consistent.
  private func isConsistent(_ bytes: [UInt8]) -> Bool {
    let exact = ExactBytes(bytes)
    let addresses = UDPPseudoHeader(
      source: IPv4Address(192, 0, 2, 1), destination: IPv4Address(192, 0, 2, 2))
    for verifyingChecksums in [true, false] {
      var dissection = Dissection(exact.span, verifyingChecksums: verifyingChecksums)
      dissection.readARP(exact.span)
      dissection.readIPv4(exact.span)
      dissection.readOptions(exact.span)
      dissection.readICMP(exact.span)
      dissection.readUDP(exact.span, addresses)
      guard !dissection.isInconsistent else { return false }
    }
    return true
  }

  @Test("survives random bytes")
  func random() {
    var generator = SplitMix64()
    for _ in 0..<40_000 {
      var bytes = generator.bytes(count: .random(in: 0...100, using: &generator))
      // Half of them get past the first guards of IPv4, at either place where it may stand.
      if Bool.random(using: &generator), bytes.count > 18 {
        let start = Bool.random(using: &generator) ? 0 : 14
        bytes[start] = 0x40 | bytes[start] & 0x0F
        bytes[start + 2] = 0
        bytes[start + 3] &= 0x7F
        if start == 14 { bytes.replaceSubrange(12..<14, with: [0x08, 0x00]) }
      }
      if !isConsistent(bytes) { Issue.record("\(bytes)") }
    }
  }

  @Test("survives frames of Linux's stack with bytes changed, lost and added")
  func mutated() {
    var generator = SplitMix64()
    var complete = 0
    for _ in 0..<60_000 {
      var bytes = GoldenFrame.all.randomElement(using: &generator)!.bytes
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        guard !bytes.isEmpty else { break }
        // Headers more often than payloads.
        let end = Bool.random(using: &generator) ? min(bytes.count, 44) : bytes.count
        let index = Int.random(in: 0..<end, using: &generator)
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: bytes.removeLast(.random(in: 0...bytes.count, using: &generator))
        case 1: bytes.insert(.random(in: 0 ... .max, using: &generator), at: index)
        case 2: bytes.remove(at: index)
        case 3: bytes[index] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &generator)!
        case 4: bytes[index] ^= 1 << UInt8.random(in: 0...7, using: &generator)
        default: bytes[index] = .random(in: 0 ... .max, using: &generator)
        }
      }
      if !isConsistent(bytes) { Issue.record("\(bytes)") }
      let exact = ExactBytes(bytes)
      complete += Dissection(exact.span, verifyingChecksums: false).end == .complete ? 1 : 0
    }
    // Enough of them are read to the end to say something of the innermost views.
    #expect(complete > 5000)
  }
}
