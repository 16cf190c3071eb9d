import Drivers
import EthernetModel
import FuzzTargets
import Link
import PlainFrames

/// Runs the driver on a chip of which any register may read as anything, and which may close a
/// descriptor with anything.
func fuzzSTM32Ethernet(_ input: [UInt8]) {
  var script = Script(input)
  let chip = HostileEthernet()
  chip.lie(script.byte(), &script)
  guard var run = EthernetRun(chip, usesChecksumOffload: script.byte() & 1 == 0) else { return }
  while !script.isAtEnd { run.step(&script) }
  run.recover()
}

/// The driver on a hostile chip, and what must become of each frame.
private struct EthernetRun: ~Copyable {
  typealias Device = STM32Ethernet<HostileEthernetBus, HostileDMA, VirtualClock, 4, 4>

  private let chip: HostileEthernet
  private var driver: Device
  private var isTested = false
  /// What the stack gave to be sent.
  private var accepted: UInt32 = 0

  init?(_ chip: HostileEthernet, usesChecksumOffload: Bool) {
    self.chip = chip
    guard
      let driver = try? Device(
        bus: HostileEthernetBus(chip: chip), memory: HostileDMA(chip: chip),
        clock: VirtualClock(chip: chip), address: [2, 0, 0, 0, 0, 1], megahertz: 180,
        usesChecksumOffload: usesChecksumOffload)
    else { return nil }
    self.driver = driver
    self.driver.enableInterrupts()
    chip.model.phy.completeNegotiation()
    settle(rounds: 2)
  }

  mutating func step(_ script: inout Script) {
    let operation = script.byte()
    let argument = operation >> 4
    switch operation & 15 {
    case 0: chip.lie(argument | 1, &script)
    case 1: chip.tamper(count: Int(argument) + 1, script.long(), replaces: script.byte() & 1 != 0)
    case 2, 3: chip.model.receive(frameBytes(&script))
    case 4:
      let damages = EthernetDamage.allCases
      chip.model.receive(frameBytes(&script), damage: damages[Int(argument) % damages.count])
    case 5, 6: receive(answers: argument & 1 != 0)
    case 7: transmit(Int(script.word() & 0xFFF) - 8)
    case 8: within(100_000) { _ = $0.rearmInterrupt() }
    case 9: within(100_000) { _ = $0.updateLink() }
    case 10: chip.model.phy.partner = argument & 1 == 0 ? EthernetPartner() : nil
    case 11: changeGroup(argument, script.byte())
    case 12: within(1000) { $0.setPromiscuous(argument & 1 != 0) }
    case 13: chip.model.advance(microseconds: 1 << UInt64(argument + 6))
    case 14: chip.fail(argument)
    default: test()
    }
  }

  /// Holds a call to a number of looks at registers, memory and clock.
  private mutating func within(_ limit: Int, _ body: (inout Device) -> Void) {
    chip.looks = 0
    body(&driver)
    require(chip.looks < limit, "looks too often:", chip.looks)
  }

  /// Takes 0.2 s, so once is enough. The PHY's registers tell the truth meanwhile: a write that is
  /// lost without a word leaves it in loopback until the next test.
  private mutating func test() {
    guard !isTested else { return }
    isTested = true
    chip.endManagementLies()
    within(2_000_000) { _ = $0.loopbackSelfTest() }
  }

  private mutating func changeGroup(_ number: UInt8, _ choice: UInt8) {
    let group: [6 of UInt8] = [1, 0, 0x5E, 0, 0, number]
    within(1000) {
      if choice & 1 == 0 { _ = $0.join(multicast: group) } else { $0.leave(multicast: group) }
    }
  }

  // MARK: Frames

  /// A frame that is closed is lent, or dropped under one reason.
  private mutating func receive(answers: Bool) {
    let before = (outcomes, driver.counters.transmitNoRoom)
    let closed = chip.closedFrames
    var sent: UInt32 = 0
    within(300) { driver in
      _ = driver.receive { frame, slot in
        require(frame.bytes.count >= 14 && frame.bytes.count <= 1514, "a frame of no length")
        var slot = slot
        require(slot.bytes.count == 1514, "a slot of another length:", slot.bytes.count)
        slot.bytes.copy(frame.bytes, at: 0)
        guard answers else { return slot.discard() }
        sent = 1
        return slot.send(frame.bytes.count)
      }
    }
    accepted &+= sent
    guard driver.counters.transmitNoRoom == before.1 else {
      // It stays, and what it cut off is counted already.
      chip.isInsideFrame = false
      return
    }
    require(
      outcomes &- before.0 == chip.closedFrames &- closed,
      "outcomes and frames differ in number:",
      Int(outcomes &- before.0), Int(chip.closedFrames &- closed))
  }

  /// Frames that were lent or dropped, but for those that the chip counts.
  private var outcomes: UInt32 {
    let counters = driver.counters
    return Self.sum(
      counters.receivedFrames, counters.receiveRunts, counters.receiveTooLong,
      counters.receiveMediumErrors, counters.receiveLengthErrors, counters.receiveCollisions,
      counters.receiveWatchdogTimeouts,
      UInt32(truncatingIfNeeded: driver.statistics.truncatedFrames))
  }

  private static func sum(_ counts: UInt32...) -> UInt32 { counts.reduce(0, &+) }

  private mutating func transmit(_ length: Int) {
    var isLent = false
    within(300) { driver in
      _ = driver.transmit { slot in
        isLent = true
        return slot.send(length)
      }
    }
    accepted &+= isLent && length > 0 ? 1 : 0
  }

  /// Frames that left or were given up, each under one reason.
  private var departures: UInt32 {
    let counters = driver.counters
    return Self.sum(
      counters.transmittedFrames, counters.transmitErrors, counters.transmitLinkDown,
      counters.transmitNoCarrier, counters.transmitLateCollisions,
      counters.transmitExcessiveCollisions, counters.transmitExcessiveDeferrals)
  }

  // MARK: Recovery

  /// Lets the loop run for half a second each time.
  private mutating func settle(rounds: Int) {
    for _ in 0..<rounds {
      chip.model.advance(microseconds: 500_000)
      for _ in 0..<6 {
        within(100_000) { _ = $0.updateLink() }
        within(100_000) { _ = $0.rearmInterrupt() }
        chip.model.advance(microseconds: 100)
      }
    }
  }

  private mutating func drain(_ body: ([UInt8]) -> Void) {
    for _ in 0..<64 {
      guard
        driver.receive({ frame, slot in
          body(Array(frame.bytes))
          return slot.discard()
        })
      else { return }
    }
    finding("receives for ever")
  }

  /// With an honest chip again, frames come and go, and no descriptor is lost.
  consuming func recover() {
    chip.endLies()
    driver.setPromiscuous(false)
    // A frame that does not leave is given four seconds.
    settle(rounds: 10)
    chip.model.phy.completeNegotiation()
    settle(rounds: 2)
    require(driver.isOperational && driver.linkState.isUp, "does not come back")
    drain { _ in }
    // That the chip looks at another place of a ring shows with the next frame, which the reset may
    // lose.
    chip.model.receive(Self.honestFrame(12))
    transmit(100)
    settle(rounds: 10)
    drain { _ in }
    let violations = chip.model.violations.count
    var received: [[UInt8]] = []
    chip.sent = []
    for number in 0..<12 as Range<UInt8> {
      chip.model.receive(Self.honestFrame(number))
      drain { received.append($0) }
      _ = driver.transmit { slot in
        var slot = slot
        slot.bytes.copy(Self.honestFrame(number).span, at: 0)
        return slot.send(100)
      }
    }
    settle(rounds: 1)
    require(received.count >= 8, "of 12 frames come in", received.count)
    // Others may have waited where the driver did not look.
    for frame in received where frame[6..<12] == [2, 0, 0, 0, 0, 9] {
      require(frame.count == 100 && frame == Self.honestFrame(frame[12]), "a frame is changed")
    }
    let given = (0..<12).map { Self.honestFrame($0) }
    require(chip.sent == given, "of 12 frames leave", chip.sent.count)
    require(chip.givenTransmits.allSatisfy { !$0 }, "a transmit descriptor does not come back")
    require(chip.hasReceiveRing, "a receive descriptor is not given back")
    guard chip.model.violations.count == violations else {
      print(chip.model.violations.last!)
      finding("breaks a rule of the chip")
    }
    // The frames of the self-test are nobody's.
    require(
      isTested || departures == accepted &+ 12, "departures and frames differ in number:",
      Int(departures), Int(accepted &+ 12))
  }

  /// To everyone, whatever the filter makes of our address.
  private static func honestFrame(_ number: UInt8) -> [UInt8] {
    [UInt8](repeating: 255, count: 6) + [2, 0, 0, 0, 0, 9, number]
      + FrameBytes.pattern(87, from: Int(number))
  }
}
