import Drivers
import Link
import PlainFrames
import Wire

/// Runs the driver on a chip of which any register may read as anything.
func fuzzLAN9118(_ input: [UInt8], _ journal: Journal) {
  var script = Script(input)
  let chip = HostileChip()
  chip.lie(script.byte(), &script)
  guard var driver = try? LAN9118(bus: HostileBus(chip: chip)) else {
    return journal.note("does not start", chip.loads)
  }
  var isTested = false
  while !script.isAtEnd {
    let operation = script.byte()
    chip.loads = 0
    switch operation & 15 {
    case 0, 1: chip.lie(operation >> 4 | 1, &script)
    case 2, 3: chip.model.receive(frameBytes(&script), errors: 0, claiming: nil)
    case 4: chip.model.receive(frameBytes(&script), errors: UInt32(script.word()), claiming: nil)
    case 5:
      chip.model.checksFraming = false
      chip.model.receive(frameBytes(&script), errors: 0, claiming: Int(script.word() & 0x3FFF))
    case 6, 7:
      _ = driver.receive { frame, slot in
        journal.note("receives", frame.bytes)
        require(frame.bytes.count >= 14 && frame.bytes.count <= 1514, "a frame of no length")
        var slot = slot
        require(slot.bytes.count >= 1514, "a slot that is too small")
        slot.bytes.copy(frame.bytes, at: 0)
        return operation & 0x10 == 0 ? slot.discard() : slot.send(frame.bytes.count)
      }
    case 8:
      let length = Int(script.word()) - 8
      _ = driver.transmit { slot in slot.send(length) }
    case 9: _ = driver.rearmInterrupt()
    case 10: _ = driver.updateLink()
    case 11: chip.model.phy.cable(isPlugged: operation & 0x10 == 0)
    case 12:
      let group: [6 of UInt8] = [1, 0, 0x5E, 0, 0, operation >> 4]
      if operation & 0x80 == 0 {
        _ = driver.join(multicast: group)
      } else {
        driver.leave(multicast: group)
      }
    case 13: driver.setPromiscuous(operation & 0x10 != 0)
    case 14: driver.enableInterrupts()
    default:
      // Slow: 200 000 reads when nothing comes back.
      guard !isTested else { continue }
      isTested = true
      _ = driver.loopbackSelfTest()
    }
    // A million polls for each of reset, READY and EEPROM is the most that the driver waits.
    journal.note("loads", chip.loads)
    journal.note("loaded", chip.loaded.value)
    journal.note("stored", chip.stored.value)
    require(chip.loads < 4_000_000, "waits for ever, with so many reads:", chip.loads)
  }
  recover(&driver, chip)
  for frame in chip.model.sent { journal.note("sent", frame.span) }
  journal.note("violations", chip.model.violations.count)
  journal.note("counters", counters: driver.counters)
}

/// Bytes for us or for everyone, as long as the script says.
func frameBytes(_ script: inout Script) -> [UInt8] {
  var frame = FrameBytes()
  frame.put(script.byte() & 1 == 0 ? [2, 0, 0, 0, 0, 1] : [255, 255, 255, 255, 255, 255])
  frame.putPattern(min(2000, script.length()), seed: 1)
  return frame.bytes
}

/// With an honest chip again, frames come through again.
private func recover(_ driver: inout LAN9118<HostileBus>, _ chip: HostileChip) {
  chip.endLies()
  chip.model.phy.cable(isPlugged: true)
  driver.setPromiscuous(false)
  for _ in 0..<12 {
    _ = driver.updateLink()
    var count = 0
    while driver.receive({ _, slot in slot.discard() }) {
      count += 1
      require(count < 2000, "receives for ever")
    }
    _ = driver.rearmInterrupt()
  }
  require(driver.isOperational, "does not come back")
  // Whatever the address was read as, everyone is still for us.
  var frame = FrameBytes()
  frame.put([255, 255, 255, 255, 255, 255])
  frame.putPattern(93, seed: 1)
  chip.model.receive(frame.bytes, errors: 0, claiming: nil)
  var received: [UInt8] = []
  _ = driver.receive { frame, slot in
    received = Array(frame.bytes)
    return slot.discard()
  }
  require(received == frame.bytes, "an honest frame is lost; received", bytes: received)
}

/// A chip that lies for as long as it is told to.
private final class HostileChip {
  /// A register that reads as something else for a number of loads.
  private struct Lie {
    var offset: Int
    var value: UInt32
    var loads: Int
    /// What is changed by each load, as a counter or noise would be.
    var step: UInt32
  }

  let model = LAN9118Model()
  var loads = 0
  /// Digests of all that was read and written, and where.
  private(set) var loaded = RegisterDigest()
  private(set) var stored = RegisterDigest()
  private var lies: [Lie] = []

  /// - Parameter count: how many registers are to lie from now on.
  func lie(_ count: UInt8, _ script: inout Script) {
    let registers = [
      0x00, 0x40, 0x48, 0x50, 0x58, 0x64, 0x74, 0x7C, 0x80, 0x84, 0xA0, 0xA4, 0xA8, 0xB0, 0x7C,
      0x80,
    ]
    for _ in 0..<(count & 3) {
      let choice = script.byte()
      let value = script.long()
      let shape = script.byte()
      lies.append(
        Lie(
          offset: registers[Int(choice & 15)], value: value, loads: 1 << Int(shape & 15),
          step: choice & 0x80 == 0 ? 0 : UInt32(shape) &* 0x0101_0101))
    }
  }

  func endLies() {
    lies = []
  }

  func load(_ offset: Int) -> UInt32 {
    let value = read(offset)
    loaded.add(value, at: offset)
    return value
  }

  func store(_ value: UInt32, at offset: Int) {
    stored.add(value, at: offset)
    model.store(value, at: offset)
  }

  private func read(_ offset: Int) -> UInt32 {
    loads += 1
    // Long enough for a wait to end by its limit, and for a run to stay short.
    if loads == 20_000 { lies = [] }
    guard let index = lies.firstIndex(where: { $0.offset == offset }) else {
      return model.load(offset)
    }
    defer {
      lies[index].value &+= lies[index].step
      lies[index].loads -= 1
      if lies[index].loads == 0 { lies.remove(at: index) }
    }
    return lies[index].value
  }
}

private struct HostileBus: RegisterBus {
  let chip: HostileChip

  func load(_ offset: Int) -> UInt32 { chip.load(offset) }
  func store(_ value: UInt32, at offset: Int) { chip.store(value, at: offset) }
}

/// A row of accesses in one number.
private struct RegisterDigest {
  private(set) var value: UInt64 = 0

  mutating func add(_ register: UInt32, at offset: Int) {
    value = (value ^ UInt64(register)) &* 0x0000_0100_0000_01B3 &+ UInt64(offset)
  }
}
