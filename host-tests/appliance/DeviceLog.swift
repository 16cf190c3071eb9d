import Appliance
import NetStack

/// What an appliance does with its network device, and what the device has for it. The test keeps
/// it, the appliance owns the device.
final class DeviceLog {
  var linkState = LinkState.down
  /// What the device says before each sleep, from the first on; then that there is no work.
  var hasWork: [Bool] = []
  /// How often the device was told that the loop is about to sleep.
  private(set) var preparations = 0
  private var received: [[UInt8]] = []
  private var sent: [[UInt8]] = []

  func forgetPreparations() { preparations = 0 }

  func arrive(_ frame: [UInt8]) { received.append(frame) }

  /// What was sent since the last call.
  func takeSent() -> [[UInt8]] {
    defer { sent = [] }
    return sent
  }

  fileprivate func nextReceived() -> [UInt8]? { received.isEmpty ? nil : received.removeFirst() }

  fileprivate func send(_ memory: [UInt8], _ receipt: borrowing TransmitReceipt) {
    if receipt.length > 0 { sent.append(Array(memory[..<receipt.length])) }
  }

  fileprivate func prepareToSleep() -> Bool {
    preparations += 1
    return hasWork.isEmpty ? false : hasWork.removeFirst()
  }
}

struct FakeDevice: ApplianceDevice, ~Copyable {
  let log: DeviceLog

  var hardwareAddress: [6 of UInt8] { [0x02, 0, 0, 0, 0xAB, 0x02] }
  var capabilities: DeviceCapabilities { DeviceCapabilities() }
  var linkState: LinkState { log.linkState }
  var counters: DeviceCounters { DeviceCounters() }

  mutating func receive(
    _ body: (_ frame: borrowing ReceivedFrame, _ slot: consuming TransmitSlot) -> TransmitReceipt
  ) -> Bool {
    guard let frame = log.nextReceived() else { return false }
    var memory = [UInt8](repeating: 0xA5, count: 1514)
    let receipt = body(ReceivedFrame(frame.span), TransmitSlot(memory.mutableSpan))
    log.send(memory, receipt)
    return true
  }

  mutating func transmit(_ body: (_ slot: consuming TransmitSlot) -> TransmitReceipt) -> Bool {
    var memory = [UInt8](repeating: 0xA5, count: 1514)
    let receipt = body(TransmitSlot(memory.mutableSpan))
    log.send(memory, receipt)
    return true
  }

  mutating func join(multicast address: [6 of UInt8]) -> Bool { true }
  mutating func leave(multicast address: [6 of UInt8]) {}
  mutating func prepareToSleep() -> Bool { log.prepareToSleep() }
}
