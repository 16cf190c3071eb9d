import CUnicorn
import EthernetModel

/// The Cortex-M4: Unicorn executes its instructions, and what Unicorn lacks is done here: exception
/// entry and return, faults and sleep (ARMv7-M ARM §B1.5).
@safe final class Processor {
  /// Why the processor stands still.
  enum Halt: Equatable {
    /// WFI: until an interrupt.
    case sleep
    /// A reset was asked for.
    case reset
    /// The firmware broke a rule of the manual.
    case violation
    /// A fault in the handler of a fault (§B1.5.15).
    case lockup(String)
    /// Something that the simulator does not model.
    case unsupported(String)
    /// The time that `run` was given has passed.
    case timeout
  }

  let chip: Chip
  private let engine: OpaquePointer
  /// Why Unicorn returned, when a callback knows.
  private var cause: Cause?
  /// When to have a look at the world.
  private var end: UInt64 = 0
  /// The address of the instruction that is executed, when Unicorn may not know it any more.
  private(set) var faultAddress: UInt32 = 0

  /// The registers at an access that was refused.
  private var refusal: [UInt32] = []
  /// The memory protection that Unicorn was last told; see `protect()`.
  var protectedState = -1

  private enum Cause {
    case stop
    case exception(UInt32)
    case badAccess(uc_mem_type, address: UInt32)
  }

  init(chip: Chip) throws(SimulatorError) {
    self.chip = chip
    var engine: OpaquePointer?
    let mode = UInt32(UC_MODE_THUMB.rawValue) | UInt32(UC_MODE_MCLASS.rawValue)
    // Fills in the handle, which deinit closes.
    let status = unsafe uc_open(UC_ARCH_ARM, uc_mode(mode), &engine)
    guard status == UC_ERR_OK, let engine = unsafe engine else {
      throw .emulator("Unicorn does not start: install libunicorn-dev 2.0 or newer")
    }
    unsafe self.engine = engine
    try map()
  }

  deinit {
    // Opened by init and used by nobody else.
    unsafe uc_close(engine)
  }

  /// Maps memories and registers, and has Unicorn call back.
  private func map() throws(SimulatorError) {
    // This object outlives the engine, which has its address and that of memory that lives as long.
    let context = unsafe Unmanaged.passUnretained(self).toOpaque()
    var statuses: [uc_err] = []
    statuses.append(unsafe unicorn_choose_cortex_m4(engine))
    for region in chip.memory.regions {
      let rights =
        UC_PROT_READ.rawValue | (region.isWritable ? UC_PROT_WRITE.rawValue : 0)
        | (region.isExecutable ? UC_PROT_EXEC.rawValue : 0)
      statuses.append(
        unsafe uc_mem_map_ptr(
          engine, UInt64(region.address), region.count, UInt32(rights), region.bytes))
    }
    // After reset the flash also lies at 0 (RM0090 §2.4).
    let flash = chip.memory.regions[0]
    statuses.append(
      unsafe uc_mem_map_ptr(
        engine, 0, flash.count, UInt32(UC_PROT_READ.rawValue | UC_PROT_EXEC.rawValue), flash.bytes))
    for (index, window) in Self.windows.enumerated() {
      let (read, write) = unsafe Self.callbacks[index]
      statuses.append(
        unsafe uc_mmio_map(
          engine, UInt64(window.lowerBound), window.count, read, context, write, context))
    }
    statuses.append(
      unsafe unicorn_hook_code(
        engine, { _, _, _, context in unsafe Processor.step(context) }, context))
    statuses.append(
      unsafe unicorn_hook_exceptions(
        engine,
        { _, number, context in unsafe Processor.from(context).stop(.exception(number)) }, context))
    statuses.append(
      unsafe unicorn_hook_bad_accesses(
        engine,
        { _, type, address, _, _, context in
          unsafe Processor.from(context).refuse(type, UInt32(truncatingIfNeeded: address))
          return false
        }, context))
    // The memory that the Ethernet DMA shares.
    for region in chip.memory.regions where region.isReachedByDMA {
      statuses.append(
        unsafe unicorn_hook_stores(
          engine,
          { _, _, address, _, _, context in
            unsafe Processor.from(context).willStore(at: UInt32(truncatingIfNeeded: address))
          }, context, UInt64(region.address), UInt64(region.address) + UInt64(region.count) - 1))
    }
    guard statuses.allSatisfy({ $0 == UC_ERR_OK }) else {
      throw .emulator("Unicorn refuses the memory map: install libunicorn-dev 2.0 or newer")
    }
  }

  // MARK: Callbacks

  /// Where registers lie (ARMv7-M ARM §B3.1, RM0090 §2.3).
  private static let windows: [Range<UInt32>] = [
    0x4000_0000..<0x4008_0000, 0x5006_0000..<0x5006_1000, 0xE000_0000..<0xE000_F000,
    0xE004_2000..<0xE004_3000,
  ]

  private typealias Callbacks = (read: uc_cb_mmio_read_t, write: uc_cb_mmio_write_t)

  /// Unicorn gives offsets from a window's start.
  private static var callbacks: [Callbacks] {
    unsafe [
      (
        { unsafe Processor.load(0x4000_0000, $1, $2, $3) },
        { unsafe Processor.store(0x4000_0000, $1, $2, $3, $4) }
      ),
      (
        { unsafe Processor.load(0x5006_0000, $1, $2, $3) },
        { unsafe Processor.store(0x5006_0000, $1, $2, $3, $4) }
      ),
      (
        { unsafe Processor.load(0xE000_0000, $1, $2, $3) },
        { unsafe Processor.store(0xE000_0000, $1, $2, $3, $4) }
      ),
      (
        { unsafe Processor.load(0xE004_2000, $1, $2, $3) },
        { unsafe Processor.store(0xE004_2000, $1, $2, $3, $4) }
      ),
    ]
  }

  private static func from(_ context: UnsafeMutableRawPointer?) -> Processor {
    // What map() gave to Unicorn.
    unsafe Unmanaged<Processor>.fromOpaque(context.unsafelyUnwrapped).takeUnretainedValue()
  }

  private static func load(
    _ base: UInt32, _ offset: UInt64, _ size: UInt32, _ context: UnsafeMutableRawPointer?
  ) -> UInt64 {
    let processor = unsafe from(context)
    processor.noteViolationPlace()
    defer { processor.noteViolationPlace() }
    return UInt64(
      processor.chip.load(base + UInt32(truncatingIfNeeded: offset), size: Int(size)))
  }

  private static func store(
    _ base: UInt32, _ offset: UInt64, _ size: UInt32, _ value: UInt64,
    _ context: UnsafeMutableRawPointer?
  ) {
    let processor = unsafe from(context)
    processor.chip.store(
      UInt32(truncatingIfNeeded: value), at: base + UInt32(truncatingIfNeeded: offset),
      size: Int(size))
    processor.noteViolationPlace()
  }

  /// Before each instruction.
  private static func step(_ context: UnsafeMutableRawPointer?) {
    unsafe from(context).step()
  }

  private func step() {
    let counter = unsafe chip.time.counter
    if unsafe counter.pointee.cycles >= counter.pointee.limit, !lookAfter() { return }
    unsafe counter.pointee.cycles &+= 1
  }

  /// Does what is due between two instructions.
  /// - Returns: false when Unicorn was stopped and does not execute the next one.
  private func lookAfter() -> Bool {
    chip.advance()
    let mustStop =
      chip.time.cycles >= end || chip.violation != nil || chip.resetRequest != nil
      || nextException != nil || mustProtect
    guard !mustStop else {
      stop(.stop)
      return false
    }
    setLimit()
    return true
  }

  private func setLimit() {
    // While something waits for the mask to be lifted, each instruction might lift it.
    let isMasked = chip.system.exceptions.candidate(before: chip.system.exceptions.activePriority)
    chip.time.limit(to: isMasked == nil ? min(end, chip.nextEvent) : 0)
  }

  private func stop(_ cause: Cause) {
    self.cause = cause
    // From a callback, this ends the call of uc_emu_start.
    unsafe uc_emu_stop(engine)
  }

  /// The registers that exception entry stacks and the stack pointer.
  private static let stackedRegisters = [
    UC_ARM_REG_R0, UC_ARM_REG_R1, UC_ARM_REG_R2, UC_ARM_REG_R3, UC_ARM_REG_R12, UC_ARM_REG_LR,
    UC_ARM_REG_PC, UC_ARM_REG_XPSR, UC_ARM_REG_SP,
  ]

  /// Unicorn may execute some of what follows a store that it refuses: the processor does not.
  private func refuse(_ type: uc_mem_type, _ address: UInt32) {
    refusal = Self.stackedRegisters.map { self[$0] }
    stop(.badAccess(type, address: address))
  }

  private func willStore(at address: UInt32) {
    chip.ethernet.model.processorWillStore(at: address)
    noteViolationPlace()
  }

  private func noteViolationPlace() {
    if chip.violation != nil, faultAddress == 0 { faultAddress = self[UC_ARM_REG_PC] }
  }

  // MARK: Registers

  private subscript(register: uc_arm_reg) -> UInt32 {
    get {
      var value: UInt32 = 0
      // Unicorn fills in four bytes.
      unsafe uc_reg_read(engine, Int32(register.rawValue), &value)
      return value
    }
    set {
      var value = newValue
      // Unicorn reads four bytes.
      unsafe uc_reg_write(engine, Int32(register.rawValue), &value)
    }
  }

  /// Changes what of a whole mapping may be done.
  func setRights(_ rights: UInt32, of count: Int, at address: UInt32) {
    // Mapped by map(), as a whole.
    unsafe uc_mem_protect(engine, UInt64(address), count, rights)
  }

  var programCounter: UInt32 { self[UC_ARM_REG_PC] }
  var linkRegister: UInt32 { self[UC_ARM_REG_LR] }

  // MARK: Running

  /// What Reset does (§B1.5.5).
  func reset(_ cause: ResetCause) {
    chip.reset(cause)
    faultAddress = 0
    self[UC_ARM_REG_XPSR] = 1 << 24
    self[UC_ARM_REG_PRIMASK] = 0
    self[UC_ARM_REG_LR] = 0xFFFF_FFFF
    self[UC_ARM_REG_SP] = (chip.memory.word(at: 0x0800_0000) ?? 0) & ~3
    self[UC_ARM_REG_PC] = (chip.memory.word(at: 0x0800_0004) ?? 0) | 1
    chip.time.interrupt()
  }

  /// Executes instructions until something else has to be done, or until that cycle.
  func run(until end: UInt64) -> Halt {
    self.end = end
    while true {
      chip.advance()
      if let halt = obstacle { return halt }
      if let number = nextException {
        guard enter(number) else { return .lockup("there is no vector") }
      }
      protect()
      if chip.violation != nil { return .violation }
      setLimit()
      cause = nil
      // The callbacks above keep time and end this.
      let status = unsafe uc_emu_start(engine, UInt64(programCounter | 1), 0xFFFF_FFFF, 0, 0)
      if let halt = handle(status) { return halt }
    }
  }

  private var obstacle: Halt? {
    if chip.violation != nil { return .violation }
    if chip.resetRequest != nil { return .reset }
    return chip.time.cycles >= end ? .timeout : nil
  }

  private func handle(_ status: uc_err) -> Halt? {
    switch cause {
    case .stop: return nil
    case .exception(8): return leave()
    case .exception(2): return .unsupported("SVC")
    case .exception(7): return .unsupported("BKPT: semihosting needs a debugger")
    case .exception(1): return fault(.usageFault, status: 1 << 16)
    case .exception(let number): return .unsupported("the exception \(number) of Unicorn")
    case .badAccess(let type, let address): return fault(type, at: address)
    case nil:
      if status == UC_ERR_INSN_INVALID || status == UC_ERR_EXCEPTION {
        // UNDEFINSTR (§B3.2.15)
        return fault(.usageFault, status: 1 << 16)
      }
      guard status == UC_ERR_OK else {
        return .unsupported("Unicorn's error \(status.rawValue)")
      }
      return .sleep
    }
  }

  // MARK: Exceptions

  /// Whether WFI ends: an exception would be taken if PRIMASK were 0 (§B1.5.19).
  var isWoken: Bool {
    chip.system.exceptions.candidate(before: chip.system.exceptions.activePriority) != nil
  }

  /// The exception that is to be taken now.
  private var nextException: Int? {
    let exceptions = chip.system.exceptions
    guard let number = chip.system.exceptions.candidate(before: exceptions.activePriority) else {
      return nil
    }
    // PRIMASK raises the priority to 0, which NMI and HardFault lie before (§B1.4.3).
    let isMasked = self[UC_ARM_REG_PRIMASK] & 1 != 0 && number > ExceptionNumber.hardFault
    return isMasked ? nil : number
  }

  /// Stacks the registers and goes to the handler (§B1.5.6).
  private func enter(_ number: Int) -> Bool {
    let isNested = !chip.system.exceptions.active.isEmpty
    let status = self[UC_ARM_REG_XPSR]
    let pointer = self[UC_ARM_REG_SP]
    let padding: UInt32 = chip.system.alignsStack && pointer & 4 != 0 ? 4 : 0
    let frame = pointer &- 32 &- padding
    let stacked = status & ~(1 << 9) | (padding != 0 ? 1 << 9 : 0)
    let values = [
      self[UC_ARM_REG_R0], self[UC_ARM_REG_R1], self[UC_ARM_REG_R2], self[UC_ARM_REG_R3],
      self[UC_ARM_REG_R12], self[UC_ARM_REG_LR], programCounter & ~1, stacked,
    ]
    let taken = stack(values, at: frame) ? number : derivedException(of: number, frame)
    self[UC_ARM_REG_SP] = frame
    // EXC_RETURN: to a handler or to the thread, on the main stack (§B1.5.8).
    self[UC_ARM_REG_LR] = isNested ? 0xFFFF_FFF1 : 0xFFFF_FFF9
    return start(taken)
  }

  /// What can't be stacked as a whole is not stacked at all: the architecture promises nothing then.
  private func stack(_ values: [UInt32], at frame: UInt32) -> Bool {
    let addresses = values.indices.map { frame &+ UInt32(4 * $0) }
    let isWritable = addresses.allSatisfy { permits(.write, at: $0) && isMemory($0) }
    guard isWritable else { return false }
    for (value, address) in zip(values, addresses) { _ = chip.memory.setWord(value, at: address) }
    return true
  }

  private func isMemory(_ address: UInt32) -> Bool {
    chip.memory.regions.contains {
      $0.isWritable && address >= $0.address && address - $0.address < UInt32($0.count)
    }
  }

  /// The exception that is taken when stacking for one has failed (§B1.5.11).
  private func derivedException(of number: Int, _ frame: UInt32) -> Int {
    let system = chip.system
    let isRefused = !permits(.write, at: frame) || !permits(.write, at: frame &+ 28)
    // MSTKERR, STKERR
    system.configurableFaultStatus |= isRefused ? 1 << 4 : 1 << 12
    let derived = isRefused ? ExceptionNumber.memManage : ExceptionNumber.busFault
    guard number > ExceptionNumber.hardFault, number != derived else { return number }
    guard system.exceptions.isEnabled(derived) else {
      // FORCED
      system.hardFaultStatus |= 1 << 30
      system.exceptions.setPending(number)
      return ExceptionNumber.hardFault
    }
    let isFirst = system.exceptions.priority(derived) < system.exceptions.priority(number)
    system.exceptions.setPending(isFirst ? number : derived)
    return isFirst ? derived : number
  }

  private func start(_ number: Int) -> Bool {
    chip.system.exceptions.enter(number)
    self[UC_ARM_REG_XPSR] = 1 << 24 | UInt32(number)
    let vector = chip.system.vectorTable &+ UInt32(4 * number)
    guard let handler = chip.memory.word(at: vector | (vector < 0x0800_0000 ? 0x0800_0000 : 0))
    else { return false }
    self[UC_ARM_REG_PC] = handler | 1
    return true
  }

  /// Exception return, or the next exception without unstacking (§B1.5.8, §B1.5.12).
  private func leave() -> Halt? {
    let target = programCounter & ~1
    guard target == 0xFFFF_FFF8 || target == 0xFFFF_FFF0, chip.system.exceptions.leave() else {
      return .unsupported("the exception return \(String(target, radix: 16))")
    }
    chip.advance()
    if chip.violation == nil, chip.resetRequest == nil, let number = nextException {
      self[UC_ARM_REG_LR] = target | 1
      return start(number) ? nil : .lockup("there is no vector")
    }
    let frame = self[UC_ARM_REG_SP]
    var values: [UInt32] = []
    for index in 0..<8 {
      guard let value = chip.memory.word(at: frame &+ UInt32(4 * index)) else {
        return .lockup("the stack is not in memory")
      }
      values.append(value)
    }
    self[UC_ARM_REG_R0] = values[0]
    self[UC_ARM_REG_R1] = values[1]
    self[UC_ARM_REG_R2] = values[2]
    self[UC_ARM_REG_R3] = values[3]
    self[UC_ARM_REG_R12] = values[4]
    self[UC_ARM_REG_LR] = values[5]
    self[UC_ARM_REG_SP] = frame &+ 32 &+ (values[7] & 1 << 9 != 0 ? 4 : 0)
    self[UC_ARM_REG_XPSR] = values[7] & ~(1 << 9)
    self[UC_ARM_REG_PC] = values[6] | 1
    return nil
  }

  // MARK: Faults

  private enum FaultKind {
    case memManage
    case busFault
    case usageFault

    var number: Int {
      switch self {
      case .memManage: ExceptionNumber.memManage
      case .busFault: ExceptionNumber.busFault
      case .usageFault: ExceptionNumber.usageFault
      }
    }
  }

  private func fault(_ type: uc_mem_type, at address: UInt32) -> Halt? {
    for (register, value) in zip(Self.stackedRegisters, refusal) {
      self[register] = register == UC_ARM_REG_PC ? value | 1 : value
    }
    switch type {
    case UC_MEM_FETCH_UNMAPPED, UC_MEM_FETCH_PROT:
      // IACCVIOL, IBUSERR
      return permits(.execute, at: address)
        ? fault(.busFault, status: 1 << 8) : fault(.memManage, status: 1 << 0)
    case _ where !permits(type.isWrite ? .write : .read, at: address):
      // DACCVIOL and MMARVALID
      chip.system.memManageAddress = address
      return fault(.memManage, status: 1 << 1 | 1 << 7)
    default:
      // PRECISERR and BFARVALID
      chip.system.busFaultAddress = address
      return fault(.busFault, status: 1 << 9 | 1 << 15)
    }
  }

  /// Takes a fault at the present instruction; one that is not enabled or can't preempt escalates to
  /// HardFault, and there to lockup (§B1.5.14, §B1.5.15).
  private func fault(_ kind: FaultKind, status: UInt32) -> Halt? {
    let system = chip.system
    system.configurableFaultStatus |= status
    let number = kind.number
    let isMasked = self[UC_ARM_REG_PRIMASK] & 1 != 0
    let limit = system.exceptions.activePriority
    let priority = Int(system.exceptions.priority(number))
    var taken = number
    if !system.exceptions.isEnabled(number) || isMasked || priority >= limit {
      guard limit > -1 else { return .lockup("a fault within the handler of a fault") }
      // FORCED
      system.hardFaultStatus |= 1 << 30
      taken = ExceptionNumber.hardFault
    }
    guard enter(taken) else { return .lockup("there is no vector") }
    return nil
  }
}

extension uc_mem_type {
  fileprivate var isWrite: Bool { self == UC_MEM_WRITE_UNMAPPED || self == UC_MEM_WRITE_PROT }
}
