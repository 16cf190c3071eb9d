import Link

/// The device of a fuzzed interface.
struct FuzzDevice: LinkDevice {
  let wire: FuzzWire

  var hardwareAddress: [6 of UInt8] { [2, 0, 0, 0, 0, 2] }
  var capabilities: DeviceCapabilities { wire.capabilities }
  var linkState: LinkState { wire.linkState }
  var counters: DeviceCounters { DeviceCounters() }

  mutating func receive(
    _ body: (_ frame: borrowing ReceivedFrame, _ slot: consuming TransmitSlot) -> TransmitReceipt
  ) -> Bool {
    wire.receive(body)
  }

  mutating func transmit(
    _ body: (_ slot: consuming TransmitSlot) -> TransmitReceipt
  ) -> Bool {
    wire.transmit(body)
  }

  mutating func join(multicast address: [6 of UInt8]) -> Bool {
    wire.join(address.indices.map { address[$0] })
  }

  mutating func leave(multicast address: [6 of UInt8]) {
    wire.leave(address.indices.map { address[$0] })
  }
}
