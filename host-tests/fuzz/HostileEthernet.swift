import Drivers
import EthernetModel
import FuzzTargets

/// The Ethernet of an STM32F4 that lies for as long as it is told to, and the memory that it shares
/// with a driver of four descriptors each way.
final class HostileEthernet: EthernetMemory {
  static let descriptors = 4

  private(set) var model: EthernetModel!
  let memory = SharedMemory(
    busAddress: 0x2000_0400, byteCount: 2 * HostileEthernet.descriptors * (32 + 1536))
  /// What went out over the cable.
  var sent: [[UInt8]] = []
  /// Looks at registers, memory and clock in the driver's present call.
  var looks = 0

  // The descriptors as the driver knows them.
  private(set) var givenReceives = [Bool](repeating: false, count: HostileEthernet.descriptors)
  private(set) var givenTransmits = [Bool](repeating: false, count: HostileEthernet.descriptors)
  /// Frames that ended in a descriptor that was given back, but for those with a wrong check
  /// sequence, and frames that never ended.
  private(set) var closedFrames: UInt32 = 0
  var isInsideFrame = false

  /// A register that reads as something else for a number of loads.
  private struct Lie {
    var offset: Int
    var value: UInt32
    var loads: Int
    /// What is changed by each load, as a counter or noise would be.
    var step: UInt32
  }

  private var lies: [Lie] = []
  private var loads = 0
  private var tampering: (count: Int, value: UInt32, replaces: Bool) = (0, 0, false)

  init() {
    model = EthernetModel(memory: self)
    model.onTransmit = { [unowned self] in sent.append($0) }
  }

  // MARK: Hostility

  /// - Parameter count: how many registers are to lie from now on.
  func lie(_ count: UInt8, _ script: inout Script) {
    let registers = [
      0x1014, 0x1014, 0x1014, 0x0010, 0x0014, 0x0014, 0x1020, 0x1000, 0x0000, 0x014C, 0x0150,
      0x0168,
      0x0194, 0x0198, 0x01C4, 0x1018,
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

  /// Changes what the chip writes into descriptors the next times.
  func tamper(count: Int, _ value: UInt32, replaces: Bool) {
    tampering = (count, value, replaces)
  }

  func fail(_ choice: UInt8) {
    switch choice {
    case 0..<4: model.faults.nextBusError = EthernetBusError.allCases[Int(choice)]
    case 4: model.faults.isTransmitStuck.toggle()
    case 5: model.faults.underflowsNextTransmission = true
    case 6: model.faults.jabbersNextTransmission = true
    case 7: model.faults.doesNotStop.toggle()
    case 8: model.faults.isMDIOStuck.toggle()
    case 9: model.faults.hasPHY.toggle()
    case 10: model.faults.hasReferenceClock.toggle()
    case 11: model.faults.losesLoopback.toggle()
    default: model.faults.nextTransmitError = 1 << UInt32(choice - 4)
    }
  }

  func endLies() {
    lies = []
    tampering.count = 0
    model.faults = EthernetFaults()
    model.phy.partner = EthernetPartner()
  }

  /// Ends the lies of MACMIIAR and MACMIIDR.
  func endManagementLies() {
    lies.removeAll { $0.offset == 0x10 || $0.offset == 0x14 }
  }

  func load(_ offset: Int) -> UInt32 {
    looks += 1
    loads += 1
    model.advance(nanoseconds: 20)
    // Long enough for a wait to end by its limit, and for a run to stay short.
    if loads == 40_000 { lies = [] }
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

  func store(_ value: UInt32, at offset: Int) {
    looks += 1
    model.advance(nanoseconds: 20)
    // The address of the receive ring: it begins anew.
    if offset == 0x100C { isInsideFrame = false }
    // A software reset (RM0090 §33.8.4, DMABMR.SR): the DMA lets go of what it was sending, whatever
    // it says of the reset.
    if offset == 0x1000, value & 1 == 1 {
      for index in givenTransmits.indices { givenTransmits[index] = false }
    }
    model.store(value, at: offset)
  }

  // MARK: The chip's side of the memory

  func read(_ count: Int, at address: UInt32) -> [UInt8]? { memory.read(count, at: address) }

  func write(_ bytes: [UInt8], at address: UInt32) -> Bool {
    let offset = Int(address) - Int(memory.busAddress)
    guard tampering.count > 0, bytes.count == 4, offset < 2 * Self.descriptors * 32 else {
      return memory.write(bytes, at: address)
    }
    tampering.count -= 1
    let word = bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    memory.setWord(tampering.replaces ? tampering.value : word ^ tampering.value, at: offset)
    return true
  }

  // MARK: The driver's side

  func loadDescriptor(_ offset: Int) -> UInt32 {
    looks += 1
    let value = memory.word(offset)
    if offset % 32 == 0, value >> 31 == 0 { setGiven(offset / 32, false) }
    return value
  }

  func storeDescriptor(_ value: UInt32, at offset: Int) {
    looks += 1
    require(
      offset >= 0 && offset < 2 * Self.descriptors * 32, "a word of no descriptor, at", offset)
    if offset % 32 == 0 {
      let index = offset / 32
      if value >> 31 == 0 {
        setGiven(index, false)
      } else if index < Self.descriptors {
        if !givenReceives[index] { noteClosed(memory.word(offset)) }
        setGiven(index, true)
      } else {
        require(!givenTransmits[index - Self.descriptors], "a descriptor is used twice")
        setGiven(index, true)
      }
    }
    memory.setWord(value, at: offset)
  }

  private func setGiven(_ index: Int, _ isGiven: Bool) {
    if index < Self.descriptors {
      givenReceives[index] = isGiven
    } else {
      givenTransmits[index - Self.descriptors] = isGiven
    }
  }

  /// RDES0 of a descriptor that the driver gives back (RM0090 §33.6.8).
  private func noteClosed(_ status: UInt32) {
    func has(_ bit: UInt32) -> Bool { status & 1 << bit != 0 }
    let isFirst = has(9)
    let isLast = has(8)
    if isFirst, isInsideFrame { closedFrames &+= 1 }
    let isCut = has(15) && (has(14) || has(11))
    let isWrongSequence = has(15) && has(1) && !has(4) && !has(6) && !isCut && isFirst
    if isLast, !isWrongSequence { closedFrames &+= 1 }
    isInsideFrame = isFirst ? !isLast : isInsideFrame && !isLast
  }

  /// Whether the driver may use these bytes, as a part of one buffer whose descriptor is its own.
  func requireLendable(_ range: Range<Int>, isReceived: Bool) {
    let first = (isReceived ? 0 : Self.descriptors) * 1536 + 2 * Self.descriptors * 32
    let index = (range.lowerBound - first) / 1536
    require(
      range.lowerBound >= first && index < Self.descriptors
        && range.upperBound <= first + (index + 1) * 1536, "bytes of no one buffer:",
      range.lowerBound, range.upperBound)
    let isGiven = isReceived ? givenReceives[index] : givenTransmits[index]
    require(!isGiven, "a buffer is used while it is the chip's")
  }

  /// Whether every receive descriptor is the chip's.
  var hasReceiveRing: Bool {
    (0..<Self.descriptors).allSatisfy { memory.word($0 * 32) >> 31 == 1 }
  }
}

struct HostileEthernetBus: RegisterBus {
  unowned let chip: HostileEthernet

  func load(_ offset: Int) -> UInt32 { chip.load(offset) }
  func store(_ value: UInt32, at offset: Int) { chip.store(value, at: offset) }
}

/// A clock that takes four microseconds to be read, so that waits are short.
struct VirtualClock: MicrosecondClock {
  unowned let chip: HostileEthernet

  func now() -> UInt64 {
    chip.looks += 1
    chip.model.advance(microseconds: 4)
    return chip.model.nanoseconds / 1000
  }
}

struct HostileDMA: DMAMemory {
  unowned let chip: HostileEthernet

  var busAddress: UInt32 { chip.memory.busAddress }
  var byteCount: Int { unsafe chip.memory.bytes.count }

  func load(_ offset: Int) -> UInt32 {
    // The self-test compares buffers word by word.
    guard offset < 2 * HostileEthernet.descriptors * 32 else { return chip.memory.word(offset) }
    return chip.loadDescriptor(offset)
  }

  func store(_ value: UInt32, at offset: Int) { chip.storeDescriptor(value, at: offset) }
  func orderAccesses() {}
  func completeAccesses() {}

  func lend<Result: ~Copyable>(
    reading: Range<Int>, writing: Range<Int>,
    _ body: (_ source: Span<UInt8>, _ target: consuming MutableSpan<UInt8>) -> Result
  ) -> Result {
    if !reading.isEmpty { chip.requireLendable(reading, isReceived: true) }
    if !writing.isEmpty { chip.requireLendable(writing, isReceived: false) }
    // Of disjoint buffers in memory that outlives the call.
    let source = unsafe UnsafeBufferPointer(rebasing: chip.memory.bytes[reading])
    let target = unsafe UnsafeMutableBufferPointer(rebasing: chip.memory.bytes[writing])
    return unsafe body(source.span, target.mutableSpan)
  }
}
