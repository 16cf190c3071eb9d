import Appliance
import NetStack
import Testing
import SeededRandom

/// Whatever bytes the command line has: nothing traps, and what is accepted can be worked with.
@Suite("Any command line")
struct AnyLineTests {
  /// Words that are nearly right, some with a byte changed, lost or added.
  private func line(using generator: inout SplitMix64) -> [UInt8] {
    var line: [UInt8] = []
    for _ in 0..<Int.random(in: 0...4, using: &generator) {
      line += Array(word(using: &generator).utf8) + [0x20]
    }
    for _ in 0..<Int.random(in: 0...2, using: &generator) {
      let index = Int.random(in: 0...line.count, using: &generator)
      let end = Int.random(in: index...min(index + 1, line.count), using: &generator)
      let others: [UInt8] = [.random(in: 0 ... .max, using: &generator)]
      line.replaceSubrange(index..<end, with: Bool.random(using: &generator) ? others : [])
    }
    return line
  }

  private func word(using generator: inout SplitMix64) -> String {
    let octets = (0..<4).map { _ in
      [0, 1, 2, 10, 127, 192, 224, 255].randomElement(using: &generator)!
    }
    let address = octets.map { String($0) }.joined(separator: ".")
    switch Int.random(in: 0..<5, using: &generator) {
    case 0, 1: return "ip=\(address)/\(Int.random(in: 0...33, using: &generator))"
    case 2, 3: return "gw=\(address)"
    default: return ["image", "ip", "=", "", "ip=", "gw=", "x=1"].randomElement(using: &generator)!
    }
  }

  private func isSound(_ parsed: ParsedLine) -> Bool {
    switch parsed {
    case .accepted(let subnet, let gateway):
      guard let subnet, subnet.isHost(subnet.address) else { return false }
      return gateway.map { subnet.isHost($0) && $0 != subnet.address } ?? true
    case .rejected(_, let word, let output):
      return word.contains("=") && output.hasPrefix("error: \(word): ") && output.hasSuffix("\n")
    }
  }

  @Test("is accepted with a host's address and another host's as gateway, or has a faulty word")
  func random() {
    var generator = SplitMix64()
    var gateways = 0
    for _ in 0..<10_000 {
      let line = line(using: &generator)
      let parsed = ParsedLine(line)
      if !isSound(parsed) { Issue.record("\(line): \(parsed)") }
      if case .accepted(_, .some(let gateway)) = parsed, gateway != IPv4Address(192, 0, 2, 1) {
        gateways += 1
      }
    }
    // Enough of them have a gateway of their own.
    #expect(gateways > 50)
  }
}
