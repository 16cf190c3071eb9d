import Foundation
import Testing

/// What breaks on a Nucleo, and that it works again afterwards: ping is answered, and the right
/// counter has moved.
@Suite("The Nucleo recovers", .serialized, .timeLimit(.minutes(2)))
struct NucleoFaultTests {
  private func start(_ commands: String...) throws -> NucleoPeer {
    let peer = try NucleoPeer(try NucleoBoard(commands: commands))
    #expect(try peer.isReachable())
    return peer
  }

  @Test("when its cable is pulled and plugged")
  func cable() throws {
    let peer = try start()
    try peer.board.command("cable out")
    try peer.board.await("led  green off\nlink down\n")
    #expect(try !peer.ping(sequence: 1, seconds: 0.3))
    try peer.board.command("cable in")
    try peer.board.await("link up, 100 Mbit/s, full duplex")
    #expect(try peer.isReachable())
    #expect(try peer.board.counters()["link changes"] == 3)
  }

  @Test(
    "when speed and duplex change",
    arguments: [
      ("10 full", "10 Mbit/s, full"), ("10 half", "10 Mbit/s, half"),
      ("100 half", "100 Mbit/s, half"), ("10 half fixed", "10 Mbit/s, half"),
      ("100 half fixed", "100 Mbit/s, half"),
    ])
  func speed(partner: String, told: String) throws {
    let peer = try start()
    try peer.board.command("cable \(partner)")
    try peer.board.await("link up, \(told) duplex")
    #expect(try peer.isReachable())
    #expect(try peer.ping([UInt8](repeating: 5, count: 1472), sequence: 1))
  }

  @Test(
    "from frames that come in damaged",
    arguments: [
      ("crc", "received CRC errors"), ("alignment", "received alignment errors"),
      ("overflow", "missed by FIFO"), ("truncation", "truncated frames"),
    ])
  func damage(kind: String, counter: String) throws {
    let peer = try start()
    try peer.board.command("damage \(kind) 20")
    for sequence in 0..<20 { try peer.send(sequence: UInt16(sequence)) }
    #expect(try peer.isReachable())
    _ = try peer.board.counters(awaiting: counter)
    // No descriptor is lost: more frames than there are find their way.
    for sequence in 0..<32 { #expect(try peer.ping(sequence: 100 + UInt16(sequence))) }
  }

  @Test(
    "from an error on the bus",
    arguments: [
      "transmit-descriptor", "transmit-buffer", "receive-descriptor", "receive-buffer",
    ])
  func busError(kind: String) throws {
    let peer = try start()
    try peer.board.command("bus-error \(kind)")
    try peer.send(sequence: 1)
    #expect(try peer.isReachable())
    let counters = try peer.board.counters()
    #expect(counters["fatal bus errors"] == 1, "\(counters)")
    #expect(counters["recoveries"] ?? 0 >= 1, "\(counters)")
  }

  @Test("from a transmitter that is stuck")
  func stuckTransmitter() throws {
    let peer = try start()
    try peer.board.command("transmit stuck")
    for sequence in 0..<10 { try peer.send(sequence: UInt16(sequence)) }
    #expect(try !peer.ping(sequence: 100, seconds: 2))
    try peer.board.command("transmit works")
    #expect(try peer.isReachable())
    let counters = try peer.board.counters()
    #expect(counters["transmit timeouts"] ?? 0 >= 1, "\(counters)")
  }

  @Test("from a frame that ran dry on its way out")
  func underflow() throws {
    let peer = try start()
    try peer.board.command("underflow")
    try peer.send(sequence: 1)
    #expect(try peer.isReachable())
    #expect(try peer.board.counters()["transmit underflows"] == 1)
  }

  @Test("and loses no configuration to successive writes")
  func lostWrites() throws {
    let peer = try start("writes lost")
    try peer.board.command("cable 10 full")
    try peer.board.await("link up, 10 Mbit/s, full duplex")
    #expect(try peer.isReachable())
  }

  @Test("when its PHY stops answering, and comes back")
  func lostPHY() throws {
    let peer = try start()
    try peer.board.command("phy off")
    try peer.board.await("link down")
    try peer.board.command("phy on")
    try peer.board.await("link up, 100 Mbit/s, full duplex")
    #expect(try peer.isReachable())
  }

  @Test("when MDIO stays busy, and counts it")
  func stuckMDIO() throws {
    let peer = try start()
    try peer.board.command("mdio stuck")
    try peer.board.await("link down")
    try peer.board.command("mdio works")
    try peer.board.await("link up, 100 Mbit/s, full duplex")
    #expect(try peer.isReachable())
    #expect(try peer.board.counters()["MDIO timeouts"] ?? 0 >= 1)
  }

  @Test(
    "at its next start, when something was missing at the last, which it says",
    arguments: [
      ("phy off", "phy on", "error: no Ethernet: no PHY answers"),
      (
        "refclk off", "refclk on",
        "error: no Ethernet: no REF_CLK from the PHY reaches the MAC, or RMII is not selected"
      ),
      ("mdio stuck", "mdio works", "error: no Ethernet: the PHY's registers stay busy"),
    ])
  func missingAtStart(fault: String, cure: String, message: String) throws {
    let board = try NucleoBoard(commands: [fault], options: ["--unpaced", "60"])
    try board.await("led  red on")
    try board.await(message)
    try board.command(cure)
    try board.await("reset by watchdog")
    let peer = try NucleoPeer(board)
    #expect(try peer.isReachable())
  }

  @Test("without the ST-LINK's clock, on its own")
  func noExternalClock() throws {
    let peer = try start("hse off")
    #expect(peer.board.transcript.contains("clock 180 MHz, internal\n"))
    #expect(peer.board.transcript.contains("warning: no 8 MHz from the ST-LINK"))
  }

  @Test("when the ST-LINK's clock fails while it runs")
  func externalClockFails() throws {
    let peer = try start()
    try peer.board.command("hse off")
    try peer.board.await("reset by software\nclock 180 MHz, internal\n")
    try peer.board.await("is ours")
    #expect(try peer.isReachable())
  }

  @Test(
    "without random numbers, and says so",
    arguments: [
      ("seed", "the noise source is stuck"), ("clock", "the generator's clock is too slow"),
      ("silent", "the generator does not answer"),
    ])
  func randomNumbers(fault: String, reason: String) throws {
    let peer = try start("rng \(fault)")
    #expect(peer.board.transcript.contains("warning: no random numbers: \(reason)\n"))
    #expect(peer.board.transcript.contains("led  red on"))
  }

  @Test("when its watchdog expires")
  func watchdog() throws {
    let peer = try start()
    try peer.board.command("watchdog")
    try peer.board.await("reset by watchdog")
    try peer.board.await("is ours")
    #expect(try peer.isReachable())
  }

  @Test("when its reset button is pressed")
  func resetButton() throws {
    let peer = try start()
    try peer.board.command("reset")
    try peer.board.await("reset by reset button")
    try peer.board.await("is ours")
    #expect(try peer.isReachable())
  }
}
