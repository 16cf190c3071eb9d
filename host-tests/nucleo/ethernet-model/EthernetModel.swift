/// The Ethernet peripheral of an STM32F429 with a LAN8742A on RMII, at the level of registers,
/// descriptors and frames, written from RM0090 §33, ES0206 and the LAN8742A data sheet.
///
/// It is strict: what the manual forbids is a violation, reported with register and reason.
/// Time is virtual, in nanoseconds, and passes only in `advance`. With `isPaced` off, what needs
/// no timer happens at once: frames arrive when they are given and leave when they are demanded.
public final class EthernetModel {
  /// The peripheral's registers lie 0x40028000…0x400293FF.
  public static let byteCount = 0x1400
  /// The position of ETH in the NVIC.
  public static let interruptNumber = 61

  public let phy = LAN8742AModel()

  public var faults = EthernetFaults() {
    didSet {
      phy.faults = faults
      if oldValue.transmitsNothing != faults.transmitsNothing { run() }
    }
  }

  /// HCLK as the RCC is set, for the MDC divider.
  public var hclkMegahertz: UInt32
  /// Whether ETHMACEN, ETHMACTXEN and ETHMACRXEN are all set in RCC_AHB1ENR.
  public var isClocked = true
  /// Whether SYSCFG_PMC.MII_RMII_SEL is set.
  public var isRMIISelected = true
  /// Whether frames take their time on the wire.
  public var isPaced = false

  /// The level of the ETH interrupt.
  public internal(set) var interruptLine = false {
    didSet { if interruptLine != oldValue { onInterruptLine?(interruptLine) } }
  }
  /// Called on every change of the level.
  public var onInterruptLine: ((Bool) -> Void)?
  /// Called with each frame on the wire, padded, without its frame check sequence.
  public var onTransmit: (([UInt8]) -> Void)?
  /// Called for each violation, from within the access that makes it.
  public var onViolation: ((EthernetViolation) -> Void)?
  /// Called for each address that the DMA uses and does not reach, beside the bus error.
  public var onUnreachable: ((UInt32) -> Void)?
  public internal(set) var violations: [EthernetViolation] = []
  /// Frames that came and went no further than the MAC, for want of a link, of RE or of the same
  /// speed and duplex as the PHY's.
  public internal(set) var lostFrames = 0
  /// Writes that had no effect (ES0206), while faults say that such are lost.
  public internal(set) var lostWrites = 0

  /// Virtual time.
  public internal(set) var nanoseconds: UInt64 = 0

  let memory: any EthernetMemory

  /// What registers read as, and what the MAC acts on; they differ only after a lost write.
  var shown: [Int: UInt32] = [:]
  var effective: [Int: UInt32] = [:]
  var lastWrite: [Int: UInt64] = [:]

  var isInReset = false
  var softResetDue: UInt64?
  var managementDue: UInt64?
  var filter = EthernetFilter()
  var transmitter = TransmitEngine()
  var receiver = ReceiveEngine()
  /// Frames on their way in, and when they are here.
  var arrivals: [(due: UInt64, frame: [UInt8], damage: EthernetDamage?)] = []

  public init(memory: any EthernetMemory, hclkMegahertz: UInt32 = 180) {
    self.memory = memory
    self.hclkMegahertz = hclkMegahertz
    resetRegisters(busMode: 0x0002_0101)
  }

  /// RCC_AHB1RSTR.ETHMACRST: the peripheral is in reset while it is set.
  public func setReset(_ isInReset: Bool) {
    self.isInReset = isInReset
    resetRegisters(busMode: 0x0002_0101)
  }

  /// Lets time pass, and with it all that is under way.
  public func advance(nanoseconds: UInt64) {
    let end = self.nanoseconds + nanoseconds
    while let due = nextEvent, due <= end {
      self.nanoseconds = max(self.nanoseconds, due)
      dispatch()
    }
    self.nanoseconds = end
    phy.advance(to: end)
  }

  public func advance(microseconds: UInt64) { advance(nanoseconds: microseconds * 1000) }

  /// Virtual time of the next thing to happen by itself; nil when there is none.
  public var nextEvent: UInt64? {
    var due = phy.nextEvent
    for other in [
      softResetDue, managementDue, transmitter.completion?.due, arrivals.first?.due,
    ] {
      if let other { due = min(due ?? other, other) }
    }
    return due
  }

  private func dispatch() {
    phy.advance(to: nanoseconds)
    if let due = softResetDue, due <= nanoseconds { resetRegisters(busMode: 0x0002_0100) }
    if let due = managementDue, due <= nanoseconds { completeManagement() }
    if let completion = transmitter.completion, completion.due <= nanoseconds {
      transmitter.completion = nil
      finish(completion)
      runTransmitter()
    }
    if let first = arrivals.first, first.due <= nanoseconds {
      arrivals.removeFirst()
      arrive(first.frame, first.damage)
    }
  }

  /// Loses everything but the PHY's state.
  func resetRegisters(busMode: UInt32) {
    for (offset, register) in EthernetRegister.all { shown[offset] = register.resetValue }
    shown[Offset.dmabmr] = busMode
    effective = shown
    lastWrite = [:]
    softResetDue = nil
    managementDue = nil
    filter = EthernetFilter()
    transmitter = TransmitEngine()
    receiver = ReceiveEngine()
    faults.receiverHang = nil
    updateInterrupt()
  }

  /// To be called before the processor stores to memory: a descriptor that is the DMA's must be
  /// left alone while its engine runs (RM0090 §33.6.7 and §33.6.8, "OWN").
  public func processorWillStore(at address: UInt32) {
    if transmitter.state != .stopped { check(address, transmitter.visited, "TDES") }
    if receiver.state != .stopped { check(address, receiver.visited, "RDES") }
  }

  private func check(_ address: UInt32, _ visited: Set<UInt32>, _ name: String) {
    guard let base = visited.first(where: { address >= $0 && address < $0 + descriptorSize }),
      let status = readWord(base), status.has(31)
    else { return }
    violate("\(name)\((address - base) / 4)", "written while the descriptor is the DMA's")
  }

  func violate(_ register: String, _ reason: String) {
    let violation = EthernetViolation(register: register, reason: reason)
    violations.append(violation)
    onViolation?(violation)
  }
}
