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

  public let phy: LAN8742AModel

  public var faults = EthernetFaults() {
    didSet { phy.faults = faults }
  }

  /// HCLK as the RCC is set, for the MDC divider and for pacing the DMA.
  public var hclkMegahertz: UInt32
  /// Whether ETHMACEN, ETHMACTXEN and ETHMACRXEN are all set in RCC_AHB1ENR.
  public var isClocked = true
  /// Whether SYSCFG_PMC.MII_RMII_SEL is set.
  public var isRMIISelected = true
  /// Whether frames take their time on the wire.
  public var isPaced = false

  /// The level of the ETH interrupt.
  public var interruptLine: Bool { false }
  /// Called on every change of the level.
  public var onInterruptLine: ((Bool) -> Void)?
  /// Called with each frame on the wire, padded, without its frame check sequence.
  public var onTransmit: (([UInt8]) -> Void)?
  /// Called for each violation, from within the access that makes it.
  public var onViolation: ((EthernetViolation) -> Void)?
  public internal(set) var violations: [EthernetViolation] = []

  /// Virtual time.
  public internal(set) var nanoseconds: UInt64 = 0

  let memory: any EthernetMemory

  public init(memory: any EthernetMemory, hclkMegahertz: UInt32 = 180) {
    self.memory = memory
    self.hclkMegahertz = hclkMegahertz
    phy = LAN8742AModel()
  }

  /// Reads the register at `offset` from 0x40028000, with all the effects of reading it.
  public func load(_ offset: Int) -> UInt32 { 0 }

  public func store(_ value: UInt32, at offset: Int) {}

  /// The registers as a debugger would see them: without effect.
  public func peek(_ offset: Int) -> UInt32 { 0 }

  /// RCC_AHB1RSTR.ETHMACRST, while set and when taken back.
  public func reset() {}

  /// Lets time pass, and with it all that is under way.
  public func advance(nanoseconds: UInt64) {}

  public func advance(microseconds: UInt64) { advance(nanoseconds: microseconds * 1000) }

  /// Virtual time of the next thing to happen by itself; nil when there is none.
  public var nextEvent: UInt64? { nil }

  /// A frame comes in over the cable, without its frame check sequence.
  public func receive(_ frame: [UInt8], damage: EthernetDamage? = nil) {}

  /// Frames on their way in that have not reached the receive FIFO yet.
  public var waitingFrames: Int { 0 }

  func violate(_ register: String, _ reason: String) {
    let violation = EthernetViolation(register: register, reason: reason)
    violations.append(violation)
    onViolation?(violation)
  }
}
