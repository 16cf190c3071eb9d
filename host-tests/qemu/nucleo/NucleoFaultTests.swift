import Foundation
import Testing

/// What breaks on a Nucleo, and that it works again afterwards: ping is answered, the right counter
/// has moved, and nothing has leaked.
@Suite("The Nucleo recovers", .serialized, .timeLimit(.minutes(2)))
struct NucleoFaultTests {
  @Test("when its cable is pulled and plugged")
  func cable() throws {
    let trial = try FaultTrial()
    try trial.board.command("cable out")
    try trial.board.await("led  green off\nlink down\n")
    #expect(try !trial.peer.ping(sequence: 1, seconds: 0.3))
    try trial.board.command("cable in")
    try trial.board.await("link up, 100 Mbit/s, full duplex")
    try trial.expectRecovery(["link changes": 3...3, "recoveries": 0...0])
  }

  @Test(
    "when speed and duplex change",
    arguments: [
      ("10 full", "10 Mbit/s, full"), ("10 half", "10 Mbit/s, half"),
      ("100 half", "100 Mbit/s, half"), ("10 half fixed", "10 Mbit/s, half"),
      ("100 half fixed", "100 Mbit/s, half"),
    ])
  func speed(partner: String, told: String) throws {
    let trial = try FaultTrial()
    try trial.board.command("cable \(partner)")
    try trial.board.await("link up, \(told) duplex")
    #expect(try trial.peer.isReachable())
    #expect(try trial.peer.ping([UInt8](repeating: 5, count: 1472), sequence: 1))
    try trial.expectRecovery(["link changes": 3...3, "recoveries": 0...0])
  }

  @Test(
    "from frames that come in damaged, some of which begin and do not end",
    arguments: [
      ("crc", ["received CRC errors"]), ("alignment", ["received alignment errors"]),
      ("overflow", ["missed by FIFO"]), ("truncation", ["truncated frames", "missed by FIFO"]),
    ])
  func damage(kind: String, counters: [String]) throws {
    let trial = try FaultTrial()
    try trial.board.command("damage \(kind) 20")
    for sequence in 0..<20 { try trial.peer.send(sequence: UInt16(sequence)) }
    var wanted = ["recoveries": 0...0]
    for counter in counters { wanted[counter] = 20...20 }
    if counters.contains("missed by FIFO") { wanted["receive overflows"] = 1...20 }
    try trial.expectRecovery(wanted)
  }

  @Test("from more frames than it has descriptors")
  func bufferUnavailable() throws {
    let trial = try FaultTrial()
    try trial.board.command("stall 20")
    for sequence in 0..<20 { try trial.peer.send(sequence: UInt16(sequence)) }
    // The two questions that follow may come before the processor has given a descriptor back, or
    // find none again.
    try trial.expectRecovery([
      "receive buffers unavailable": 1...3, "missed without descriptor": 12...14,
      "recoveries": 0...0,
    ])
  }

  @Test("from a receiver that hangs and does not say so", arguments: ["waiting", "transferring"])
  func receiverHang(kind: String) throws {
    let trial = try FaultTrial()
    try trial.board.command("receive-hang \(kind)")
    try trial.peer.send(sequence: 1)
    try trial.expectRecovery([
      "receive timeouts": 1...1, "recoveries": 1...1, "link changes": 1...1,
    ])
  }

  /// The first ping, or its reply, is in the descriptor that is kept; that of the second comes back
  /// before its turn.
  @Test("from a descriptor that does not come back", arguments: ["receive", "transmit"])
  func keptDescriptor(kind: String) throws {
    let trial = try FaultTrial()
    try trial.board.command("keep-descriptor \(kind)")
    for sequence in 0..<2 { try trial.peer.send(sequence: UInt16(sequence)) }
    try trial.expectRecovery([
      "descriptor disorders": 1...1, "receive timeouts": 0...0, "transmit timeouts": 0...0,
      "recoveries": 1...1, "link changes": 1...1,
    ])
  }

  @Test(
    "from an error on the bus",
    arguments: [
      "transmit-descriptor", "transmit-buffer", "receive-descriptor", "receive-buffer",
    ])
  func busError(kind: String) throws {
    let trial = try FaultTrial()
    try trial.board.command("bus-error \(kind)")
    try trial.peer.send(sequence: 1)
    try trial.expectRecovery(["fatal bus errors": 1...1, "recoveries": 1...1])
  }

  @Test("from a transmitter whose descriptors do not come back")
  func stuckTransmitter() throws {
    let trial = try FaultTrial("cable 100 full")
    try trial.board.command("transmit stuck")
    for sequence in 0..<10 { try trial.peer.send(sequence: UInt16(sequence)) }
    #expect(try !trial.peer.ping(sequence: 100, seconds: 2))
    try trial.board.command("transmit works")
    try trial.expectRecovery(["transmit timeouts": 1...9, "recoveries": 1...9])
  }

  @Test("from a frame that ran dry on its way out")
  func underflow() throws {
    let trial = try FaultTrial()
    try trial.board.command("underflow")
    try trial.peer.send(sequence: 1)
    try trial.expectRecovery(["transmit underflows": 1...1, "recoveries": 0...0])
  }

  /// The chip has no counter for what it lost, so the simulator's must stay at 0.
  @Test("and loses no configuration to successive writes")
  func lostWrites() throws {
    let trial = try FaultTrial("writes lost")
    try trial.board.command("cable 10 full")
    try trial.board.await("link up, 10 Mbit/s, full duplex")
    #expect(try trial.board.ask("status").hasSuffix(" 0 writes lost"))
    try trial.expectRecovery(["link changes": 3...3, "recoveries": 0...0])
  }

  @Test("when its PHY stops answering, and comes back")
  func lostPHY() throws {
    let trial = try FaultTrial()
    try trial.board.command("phy off")
    try trial.board.await("link down")
    // It may have gone in the middle of a look: only the next is all silence.
    _ = try trial.board.counters(awaiting: "PHY silences")
    try trial.board.command("phy on")
    try trial.board.await("link up, 100 Mbit/s, full duplex")
    try trial.expectRecovery(["PHY silences": 1...10000, "link changes": 3...3])
  }

  @Test("when MDIO stays busy")
  func stuckMDIO() throws {
    let trial = try FaultTrial()
    try trial.board.command("mdio stuck")
    try trial.board.await("link down")
    try trial.board.command("mdio works")
    try trial.board.await("link up, 100 Mbit/s, full duplex")
    try trial.expectRecovery(["MDIO timeouts": 1...10000, "link changes": 3...3])
  }

  /// The frames that it has taken in before can't leave, which is how it finds out.
  @Test("when REF_CLK fails while it runs")
  func lostReferenceClock() throws {
    let trial = try FaultTrial("cable 100 full")
    let count = try trial.board.framesReceived()
    try trial.board.command("stall 3")
    for sequence in 0..<2 { try trial.peer.send(sequence: UInt16(sequence)) }
    try trial.board.awaitFrames(count + 2)
    try trial.board.command("refclk off")
    try trial.peer.send(sequence: 2)
    try trial.board.await("link down")
    try trial.board.command("refclk on")
    try trial.board.await("link up, 100 Mbit/s, full duplex")
    try trial.expectRecovery([
      "transmit timeouts": 1...1, "failed resets": 1...10000, "link changes": 3...3,
    ])
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
    let trial = try FaultTrial()
    try trial.board.command(fault)
    try trial.board.command("reset")
    // Half a second of looking for REF_CLK is 90 million instructions.
    try trial.board.await("led  red on", seconds: 60)
    try trial.board.await(message)
    try trial.board.command(cure)
    try trial.board.await("reset by watchdog")
    try trial.board.await("is ours")
    try trial.expectRecovery(starts: 3, ["link changes": 1...1])
  }

  @Test("the ST-LINK's clock at its next start, having run without it")
  func noExternalClock() throws {
    let trial = try FaultTrial("hse off")
    #expect(trial.board.transcript.contains("clock 180 MHz, internal\n"))
    #expect(trial.board.transcript.contains("warning: no 8 MHz from the ST-LINK"))
    try trial.board.command("hse on")
    try trial.board.command("reset")
    try trial.board.await("clock 180 MHz, from the ST-LINK\n")
    try trial.board.await("is ours")
    try trial.expectRecovery(starts: 2, ["link changes": 1...1])
  }

  @Test("when the ST-LINK's clock fails while it runs")
  func externalClockFails() throws {
    let trial = try FaultTrial()
    try trial.board.command("hse off")
    try trial.board.await("reset by software\nclock 180 MHz, internal\n")
    try trial.board.await("warning: no 8 MHz from the ST-LINK")
    try trial.board.await("is ours")
    try trial.expectRecovery(starts: 2, ["link changes": 1...1])
  }

  @Test(
    "its random numbers at its next start, having run without them and said so",
    arguments: [
      ("seed", "the noise source is stuck"), ("clock", "the generator's clock is too slow"),
      ("silent", "the generator does not answer"),
    ])
  func randomNumbers(fault: String, reason: String) throws {
    let trial = try FaultTrial("rng \(fault)")
    #expect(trial.board.transcript.contains("led  red on"))
    #expect(trial.board.transcript.contains("warning: no random numbers: \(reason)\n"))
    #expect(try trial.board.counters()["random number errors"] == 3)
    try trial.board.command("rng works")
    try trial.board.command("reset")
    try trial.board.await("is ours")
    try trial.expectRecovery(starts: 2, ["random number errors": 0...0])
  }

  @Test("when its watchdog expires")
  func watchdog() throws {
    let trial = try FaultTrial()
    try trial.board.command("watchdog")
    try trial.board.await("reset by watchdog")
    try trial.board.await("is ours")
    try trial.expectRecovery(starts: 2, ["link changes": 1...1])
  }

  @Test("when its reset button is pressed")
  func resetButton() throws {
    let trial = try FaultTrial()
    try trial.board.command("reset")
    try trial.board.await("reset by reset button")
    try trial.board.await("is ours")
    try trial.expectRecovery(starts: 2, ["link changes": 1...1])
  }
}
