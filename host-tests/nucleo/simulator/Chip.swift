import EthernetModel

/// The STM32F429ZI on its board: memories, peripherals and time. What executes the instructions is
/// the `Processor`.
final class Chip {
  let time = VirtualTime()
  let memory = ChipMemory()
  /// The first thing that the manual forbids; ends the simulation.
  private(set) var violation: Violation?
  /// A reset that is to be done before the next instruction.
  private(set) var resetRequest: ResetCause?
  var onConsole: ((UInt8) -> Void)?
  var onLED: ((String, Bool) -> Void)?

  private(set) lazy var system = SystemControlSpace(chip: self)
  private(set) lazy var watchpoint = DataWatchpoint(chip: self)
  private(set) lazy var clocks = ResetAndClockControl(chip: self)
  private(set) lazy var power = PowerController(chip: self)
  private(set) lazy var flash = FlashInterface(chip: self)
  private(set) lazy var systemConfiguration = SystemConfiguration(chip: self)
  private(set) lazy var externalInterrupts = ExternalInterrupts(chip: self)
  private(set) lazy var ports = (0..<11).map { GPIOPort(number: $0, chip: self) }
  private(set) lazy var usart = USART(chip: self)
  private(set) lazy var timer = GeneralTimer(chip: self)
  private(set) lazy var watchdog = IndependentWatchdog(chip: self)
  private(set) lazy var randomNumbers = RandomNumbers(chip: self)
  private(set) lazy var debug = DebugUnit(chip: self)
  private(set) lazy var ethernet = EthernetPort(chip: self)

  private var peripherals: [any Peripheral] = []
  /// By the address's kilobyte.
  private var map: [UInt32: any Peripheral] = [:]

  init() {
    peripherals = [
      system, watchpoint, clocks, power, flash, systemConfiguration, externalInterrupts, usart,
      timer, watchdog, randomNumbers, debug, ethernet,
    ]
    peripherals += ports as [any Peripheral]
    for peripheral in peripherals {
      for page in peripheral.addresses.lowerBound >> 10...(peripheral.addresses.upperBound - 1)
        >> 10
      {
        map[page] = peripheral
      }
    }
    time.change(megahertz: 16)
    setUniqueID([0x0033_0045, 0x3133_470D, 0x3236_3938])
  }

  // MARK: Registers

  func load(_ address: UInt32, size: Int) -> UInt32 {
    guard let peripheral = peripheral(at: address, size: size) else { return 0 }
    let offset = Int(address - peripheral.addresses.lowerBound)
    let value = peripheral.load(offset & ~3)
    guard size < 4 else { return value }
    return value >> UInt32(8 * (offset & 3)) & ((1 << UInt32(8 * size)) - 1)
  }

  func store(_ value: UInt32, at address: UInt32, size: Int) {
    guard let peripheral = peripheral(at: address, size: size) else { return }
    let offset = Int(address - peripheral.addresses.lowerBound)
    if size == 4 {
      peripheral.store(value, at: offset)
    } else {
      // Only the system control space is written in parts, which have no effect on reading.
      let shift = UInt32(8 * (offset & 3))
      let mask: UInt32 = ((1 << UInt32(8 * size)) - 1) << shift
      peripheral.store(
        peripheral.load(offset & ~3) & ~mask | value << shift & mask, at: offset & ~3)
    }
    // What was written may raise an interrupt or change when the next thing happens.
    time.interrupt()
  }

  private func peripheral(at address: UInt32, size: Int) -> (any Peripheral)? {
    let text = "0x" + String(address, radix: 16)
    guard let peripheral = map[address >> 10], peripheral.addresses.contains(address) else {
      violate(text, "no peripheral of the simulator lies there (RM0090 §2.3, Table 1)")
      return nil
    }
    guard size == 4 || peripheral === system else {
      violate(text, "\(peripheral.name) is accessed by \(size) bytes: registers are words")
      return nil
    }
    guard address & UInt32(size - 1) == 0 else {
      violate(text, "the access is not aligned")
      return nil
    }
    if let gate = peripheral.gate, let fault = clocks.fault(of: gate) {
      violate("\(peripheral.name) \(text)", fault)
      return nil
    }
    return peripheral
  }

  func violate(_ register: String, _ reason: String) {
    if violation == nil { violation = Violation(register: register, reason: reason) }
    time.interrupt()
  }

  // MARK: Time and interrupts

  /// Does what is due and sets the cycle of the next look.
  func advance() {
    system.advanceSysTick()
    let now = time.nanoseconds
    for peripheral in peripherals {
      if let event = peripheral.nextEvent, event <= now { peripheral.advance() }
    }
  }

  /// The cycle at which something happens by itself.
  var nextEvent: UInt64 {
    var cycle = system.sysTick.nextEvent ?? .max
    for peripheral in peripherals {
      if let event = peripheral.nextEvent { cycle = min(cycle, time.cycle(at: event)) }
    }
    return cycle
  }

  func setInterrupt(_ number: Int, _ isRaised: Bool) {
    system.exceptions.setLine(number, isRaised)
    time.interrupt()
  }

  // MARK: Reset

  func requestReset(_ cause: ResetCause) {
    resetRequest = cause
    time.interrupt()
  }

  /// Puts all registers into their state after reset; memories keep what they have.
  func reset(_ cause: ResetCause) {
    resetRequest = nil
    for peripheral in peripherals { peripheral.reset() }
    clocks.note(cause)
  }

  /// RM0090 §39.1, §39.2.
  func setUniqueID(_ words: [UInt32]) {
    for (index, word) in words.enumerated() {
      _ = memory.setWord(word, at: 0x1FFF_7A10 + UInt32(4 * index))
    }
    _ = memory.setWord(0xFFFF_0800, at: 0x1FFF_7A20 + 0)
    _ = memory.program([0x00, 0x08], at: 0x1FFF_7A22)
  }
}

/// RCC_CSR's flags (RM0090 §6.3.21).
enum ResetCause: UInt32 {
  case power = 0x0E00_0000
  case pin = 0x0400_0000
  case software = 0x1400_0000
  case watchdog = 0x2400_0000

  var name: String {
    switch self {
    case .power: "power on"
    case .pin: "reset button"
    case .software: "software"
    case .watchdog: "watchdog"
    }
  }
}
