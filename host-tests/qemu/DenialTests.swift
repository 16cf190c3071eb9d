import Attacks
import SeededRandom
import Testing
import Wire

/// What one host's pings get of the board while others attack it.
///
/// The attack comes in bursts that the receive FIFO of the network card holds, with a ping at any
/// place of each; the next burst waits for its reply. So no frame is lost but by the board itself,
/// which the counters prove, and however slow the machine is.
@Suite("The board under attack", .serialized, .timeLimit(.minutes(3)))
struct DenialTests {
  private static let bursts = 150

  @Test(
    "answers every ping of one host, before, during and after, and holds no more than it has room for",
    arguments: Attack.allCases)
  func attack(_ attack: Attack) throws {
    let board = try QEMUBoard(arguments: "report=1")
    try board.await("link up, 100 Mbit/s, full duplex")
    let host = AttackedHost(TestPeer(machine: board))
    #expect(try host.pings(10) == 10)
    var random = SplitMix64(test: "\(attack)")
    let siege = try host.pings(Self.bursts, during: attack, using: &random)
    let after = try host.pings(10)
    try host.awaitReport()
    let end = try #require(host.reports.last)
    let lost = host.sent - end["received"] - end["bad"]
    print(
      "\(attack): \(siege) of \(Self.bursts) pings answered, \(host.sent) frames, \(lost) lost by the FIFO, \(end["dropped"]) dropped, \(end["sentback"]) answers sent back"
    )
    #expect(lost == 0)
    #expect(siege * 100 >= Self.bursts * 99)
    #expect(after == 10)
    #expect(host.reports.allSatisfy { $0["heap"] == end["heap"] })
    #expect(host.reports.allSatisfy { $0["neighbors"] + $0["unresolved"] <= 16 })
    #expect(host.reports.allSatisfy { $0["held"] <= 4 && $0["reassemblies"] <= 4 })
    #expect(end["recoveries"] == 0)
  }

  @Test("answers a host that comes during a flood of strangers, which it has no place for")
  func newcomer() throws {
    let board = try QEMUBoard()
    try board.await("link up, 100 Mbit/s, full duplex")
    let host = AttackedHost(TestPeer(machine: board))
    var random = SplitMix64()
    // It knows the board's hardware address from earlier, and the board nothing of it.
    #expect(try host.pings(100, during: .strangers, using: &random) >= 99)
    #expect(try host.pings(10) == 10)
  }
}
