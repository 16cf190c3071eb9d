/// What a network device offers the stack: frames where they lie, and slots to build answers in.
///
/// A device lends its memory for the duration of a call. A frame or a slot can neither be stored
/// nor outlive the call, and a slot must be settled exactly once: it is consumed by `send` or
/// `discard`, which alone make the receipt that the call must return. The compiler holds all of
/// this, so a driver may hand out DMA memory.
public protocol LinkDevice: ~Copyable {
  /// The station address in transmission order.
  var hardwareAddress: [6 of UInt8] { get }

  var capabilities: DeviceCapabilities { get }

  /// The state of the medium as of the driver's last look.
  var linkState: LinkState { get }

  var counters: DeviceCounters { get }

  /// Lends the oldest received frame together with a transmit slot for the answer.
  ///
  /// Nothing is received without room to reply: with no frame waiting, or no slot free, the body
  /// is not called and the frame, if any, stays where it is.
  /// - Returns: whether the body was called.
  mutating func receive(
    _ body: (_ frame: borrowing ReceivedFrame, _ slot: consuming TransmitSlot) -> TransmitReceipt
  ) -> Bool

  /// Lends a transmit slot.
  /// - Returns: whether the body was called; false when no slot is free.
  mutating func transmit(_ body: (_ slot: consuming TransmitSlot) -> TransmitReceipt) -> Bool

  /// Accepts frames to one more multicast address. Calls are counted: each join needs its leave.
  /// - Returns: false when the device can't filter for one more address.
  mutating func join(multicast address: [6 of UInt8]) -> Bool

  /// Takes one `join` of the address back.
  mutating func leave(multicast address: [6 of UInt8])
}
