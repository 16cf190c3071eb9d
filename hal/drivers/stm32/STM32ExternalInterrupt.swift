/// The rising edges of a pin as an interrupt: SYSCFG chooses the port, EXTI the edge (RM0090 §9.2,
/// §12.2).
public struct STM32ExternalInterrupt<Bus: RegisterBus & ~Copyable>: ~Copyable {
  private var controller: Bus
  private let pin: STM32Pin

  /// - Parameter controller: EXTI.
  public init(_ pin: STM32Pin, controller: consuming Bus) {
    self.pin = pin
    self.controller = controller
  }

  /// Interrupts from now on when the pin goes high.
  /// - Parameter selection: SYSCFG, whose clock must be on.
  public mutating func start(selection: consuming Bus) {
    var selection = selection
    let register = 0x08 &+ Int(pin.number >> 2) &* 4
    let shift = UInt32(pin.number & 3) &* 4
    selection.store(
      selection.load(register) & ~(0xF << shift) | UInt32(pin.port.rawValue) << shift, at: register)
    acknowledge()
    set(Register.risingTrigger)
    set(Register.interruptMask)
  }

  /// Whether the edge came since the last acknowledgement.
  public var isPending: Bool {
    mutating get { controller.load(Register.pending) & pin.mask != 0 }
  }

  /// Takes the interrupt back.
  public mutating func acknowledge() {
    controller.store(pin.mask, at: Register.pending)
  }

  private mutating func set(_ offset: Int) {
    controller.store(controller.load(offset) | pin.mask, at: offset)
  }
}

private enum Register {
  static var interruptMask: Int { 0x00 }
  static var risingTrigger: Int { 0x08 }
  static var pending: Int { 0x14 }
}
