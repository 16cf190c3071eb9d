import Link

/// A device in memory: frames go in and out as arrays.
///
/// As a driver's, its slots hold other bytes than zeros when they are lent, so that the stack's
/// own bytes can be told from what lay there before.
struct TestDevice: LinkDevice {
  var hardwareAddress: [6 of UInt8] = [2, 0, 0, 0, 0, 2]
  var capabilities = DeviceCapabilities()
  var linkState = LinkState.up(.megabits100, .full)
  var counters = DeviceCounters()

  /// What the device claims to have verified in each frame.
  var verifiedChecksums: ChecksumSet = []
  /// How many frames it can take before it needs time; nil for no limit.
  var freeSlots: Int?
  /// The room in a slot; nil for the longest frame's.
  var slotSize: Int?
  /// What lies in a slot that is lent.
  var garbage: UInt8 = 0xA5

  private(set) var received: [[UInt8]] = []
  /// The frames as the stack gave them, not padded.
  private(set) var sent: [[UInt8]] = []
  private(set) var groups: [[UInt8]] = []
  /// How many multicast addresses it can filter for; nil for no limit.
  var groupLimit: Int?
  /// How often the stack asked for a slot of its own and was refused.
  private(set) var refusals = 0

  mutating func arrive(_ frame: [UInt8]) {
    SeedRecorder.record(frame)
    received.append(frame)
  }

  mutating func takeSent() -> [[UInt8]] {
    defer { sent = [] }
    return sent
  }

  mutating func receive(
    _ body: (_ frame: borrowing ReceivedFrame, _ slot: consuming TransmitSlot) -> TransmitReceipt
  ) -> Bool {
    guard !received.isEmpty, freeSlots != 0 else { return false }
    let frame = received.removeFirst()
    var memory = slotMemory()
    let receipt = body(
      ReceivedFrame(frame.span, verifiedChecksums: verifiedChecksums),
      TransmitSlot(memory.mutableSpan))
    settle(receipt, memory)
    return true
  }

  mutating func transmit(
    _ body: (_ slot: consuming TransmitSlot) -> TransmitReceipt
  ) -> Bool {
    guard freeSlots != 0 else {
      refusals += 1
      return false
    }
    var memory = slotMemory()
    let receipt = body(TransmitSlot(memory.mutableSpan))
    settle(receipt, memory)
    return true
  }

  mutating func join(multicast address: [6 of UInt8]) -> Bool {
    guard groups.count < groupLimit ?? .max else { return false }
    groups.append([UInt8](copying: address.span))
    return true
  }

  mutating func leave(multicast address: [6 of UInt8]) {
    let octets = [UInt8](copying: address.span)
    if let index = groups.firstIndex(of: octets) { groups.remove(at: index) }
  }

  private func slotMemory() -> [UInt8] {
    [UInt8](repeating: garbage, count: slotSize ?? capabilities.maximumFrameSize)
  }

  private mutating func settle(_ receipt: borrowing TransmitReceipt, _ memory: [UInt8]) {
    guard receipt.length > 0 else { return }
    sent.append(Array(memory[..<receipt.length]))
    if let free = freeSlots { freeSlots = free - 1 }
  }
}
