public import Link

/// A device around another, which shows each frame to an observer and changes none.
///
/// A received frame is shown before it is handed on, and its answer after it. A frame that is sent
/// is shown where it was built, when the device below has yet to take it: as the stack wrote it,
/// without padding and without the checksums that the device fills in.
public struct ObservedDevice<
  Device: LinkDevice & ~Copyable, Observer: FrameObserver & ~Copyable
>: ~Copyable, LinkDevice {
  public var device: Device
  public var observer: Observer

  /// The time in microseconds that frames are stamped with. `Link` knows no clock: set it before
  /// each `poll`.
  public var now: UInt64 = 0

  public init(_ device: consuming Device, observer: consuming Observer) {
    self.device = device
    self.observer = observer
  }

  public var hardwareAddress: [6 of UInt8] { device.hardwareAddress }
  public var capabilities: DeviceCapabilities { device.capabilities }
  public var linkState: LinkState { device.linkState }
  public var counters: DeviceCounters { device.counters }

  public mutating func receive(
    _ body: (_ frame: borrowing ReceivedFrame, _ slot: consuming TransmitSlot) -> TransmitReceipt
  ) -> Bool {
    let filledIn = capabilities.transmitChecksums
    return device.receive { frame, slot in
      var slot = slot
      observer.observe(
        frame.bytes, .received, deviceChecksums: frame.verifiedChecksums, at: now)
      let length = body(frame, slot.lend()).length
      return observer.settle(slot, length, deviceChecksums: filledIn, at: now)
    }
  }

  public mutating func transmit(
    _ body: (_ slot: consuming TransmitSlot) -> TransmitReceipt
  ) -> Bool {
    let filledIn = capabilities.transmitChecksums
    return device.transmit { slot in
      var slot = slot
      let length = body(slot.lend()).length
      return observer.settle(slot, length, deviceChecksums: filledIn, at: now)
    }
  }

  public mutating func join(multicast address: [6 of UInt8]) -> Bool {
    device.join(multicast: address)
  }

  public mutating func leave(multicast address: [6 of UInt8]) {
    device.leave(multicast: address)
  }
}

extension FrameObserver where Self: ~Copyable {
  /// Shows the frame that `slot` holds, if any, and settles the slot as its borrower did.
  fileprivate mutating func settle(
    _ slot: consuming TransmitSlot, _ length: Int, deviceChecksums: ChecksumSet, at now: UInt64
  ) -> TransmitReceipt {
    guard length > 0 else { return slot.discard() }
    observe(
      slot.bytes.span.extracting(first: length), .sent, deviceChecksums: deviceChecksums, at: now)
    return slot.send(length)
  }
}
