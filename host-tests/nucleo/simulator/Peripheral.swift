/// A peripheral's registers.
protocol Peripheral: AnyObject {
  /// As the manual's register names begin, such as GPIOB.
  var name: String { get }
  /// Where its registers lie, in the memory map of RM0090 §2.3.
  var addresses: Range<UInt32> { get }
  /// What has to be on for an access.
  var gate: ClockGate? { get }

  /// Reads the register at `offset`, with all the effects of reading it.
  func load(_ offset: Int) -> UInt32
  func store(_ value: UInt32, at offset: Int)

  /// What a reset of the chip does.
  func reset()
  /// The virtual time in nanoseconds at which something happens by itself.
  var nextEvent: UInt64? { get }
  /// Does what is due.
  func advance()
}

extension Peripheral {
  var gate: ClockGate? { nil }
  var nextEvent: UInt64? { nil }
  func advance() {}
}

/// A bit of RCC's clock enable registers (RM0090 §6.3.10 to §6.3.14).
struct ClockGate: Hashable {
  /// The offset of the enable register; the reset register lies 0x20 before it.
  var register: Int
  var bit: Int

  /// The register's name, such as RCC_AHB1ENR.
  var registerName: String {
    switch register {
    case 0x30: "RCC_AHB1ENR"
    case 0x34: "RCC_AHB2ENR"
    case 0x40: "RCC_APB1ENR"
    default: "RCC_APB2ENR"
    }
  }
}
