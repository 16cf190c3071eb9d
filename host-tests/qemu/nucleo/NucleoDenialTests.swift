import Attacks
import SeededRandom
import Testing

/// What one host's pings get of the simulated Nucleo while others attack it, as `DenialTests` has it
/// of QEMU's board: bursts that fill the ring of receive descriptors while the processor is busy, at
/// the pace of the wire, with a ping at any place of each.
@Suite("The Nucleo under attack", .serialized, .timeLimit(.minutes(2)))
struct NucleoDenialTests {
  private static let bursts = 100

  @Test(
    "answers every ping of one host, during and after, and has its memory and descriptors back",
    arguments: Attack.allCases)
  func attack(_ attack: Attack) throws {
    let peer = try NucleoPeer(
      try NucleoBoard(options: ["--unpaced", "60", "--instant-console"]))
    let board = peer.board
    let before = BoardResources(try peer.restingRings(), counters: try board.counters())
    let host = AttackedHost(peer.frames)
    var random = SplitMix64(test: "\(attack)")
    let siege = try host.pings(Self.bursts, during: attack, using: &random)
    let after = try host.pings(10)
    let end = try board.counters(awaiting: "received good unicast", least: Self.bursts)
    let lost = Self.losses.reduce(0) { $0 + (end[$1] ?? 1) }
    print(
      "\(attack): \(siege) of \(Self.bursts) pings answered, \(host.sent) frames, \(lost) lost by FIFO and descriptors"
    )
    #expect(lost == 0)
    #expect(siege * 100 >= Self.bursts * 99)
    #expect(after == 10)
    #expect(end["receive buffers unavailable"] ?? 0 > 0, "the ring was never full")
    #expect(end["recoveries"] == 0)
    #expect(BoardResources(try peer.restingRings(), counters: end) == before)
  }

  /// The driver's counters of frames that no descriptor or no room in the FIFO was left for.
  private static let losses = [
    "missed without descriptor", "missed by FIFO", "missed counts lost", "receive overflows",
    "truncated frames",
  ]
}
