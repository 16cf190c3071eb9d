import Appliance
import Link

/// A device whose link is never up.
struct NoEthernet: ApplianceDevice, ~Copyable {
  let hardwareAddress: [6 of UInt8]
  let capabilities = DeviceCapabilities()
  let linkState = LinkState.down
  let counters = DeviceCounters()

  mutating func receive(
    _ body: (_ frame: borrowing ReceivedFrame, _ slot: consuming TransmitSlot) -> TransmitReceipt
  ) -> Bool { false }
  mutating func transmit(_ body: (_ slot: consuming TransmitSlot) -> TransmitReceipt) -> Bool {
    false
  }
  mutating func join(multicast address: [6 of UInt8]) -> Bool { true }
  mutating func leave(multicast address: [6 of UInt8]) {}
  mutating func prepareToSleep() -> Bool { false }
}
