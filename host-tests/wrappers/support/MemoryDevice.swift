import Link

/// A device in memory: frames go in and out as arrays. It computes and verifies what checksums it
/// is told to.
struct MemoryDevice: LinkDevice {
  var hardwareAddress: [6 of UInt8] = [2, 0, 0, 0, 0, 2]
  var linkState = LinkState.up(.megabits100, .full)
  var counters = DeviceCounters()
  /// The checksums that are filled in and verified here.
  var offloaded: ChecksumSet = []
  /// How many frames it can take before it needs time; nil for no limit.
  var freeSlots: Int?

  private(set) var arrived: [[UInt8]] = []
  /// The frames as they go out, not padded.
  private(set) var sent: [[UInt8]] = []
  private(set) var groups: [[UInt8]] = []

  var capabilities: DeviceCapabilities { DeviceCapabilities(transmitChecksums: offloaded) }

  mutating func arrive(_ frames: [UInt8]...) { arrived += frames }

  mutating func takeSent() -> [[UInt8]] {
    defer { sent = [] }
    return sent
  }

  mutating func receive(
    _ body: (_ frame: borrowing ReceivedFrame, _ slot: consuming TransmitSlot) -> TransmitReceipt
  ) -> Bool {
    guard !arrived.isEmpty, freeSlots != 0 else { return false }
    let frame = arrived.removeFirst()
    counters.receivedFrames += 1
    var memory = slotMemory()
    let receipt = body(
      ReceivedFrame(
        frame.span, verifiedChecksums: verified(frame)),
      TransmitSlot(memory.mutableSpan))
    settle(receipt, memory)
    return true
  }

  mutating func transmit(
    _ body: (_ slot: consuming TransmitSlot) -> TransmitReceipt
  ) -> Bool {
    guard freeSlots != 0 else { return false }
    var memory = slotMemory()
    let receipt = body(TransmitSlot(memory.mutableSpan))
    settle(receipt, memory)
    return true
  }

  mutating func join(multicast address: [6 of UInt8]) -> Bool {
    groups.append(Array(address))
    return true
  }

  mutating func leave(multicast address: [6 of UInt8]) {
    groups.removeAll { $0 == Array(address) }
  }

  private func verified(_ frame: [UInt8]) -> ChecksumSet {
    offloaded.isEmpty ? [] : FrameChecksums(frame).valid.intersection(offloaded)
  }

  /// A slot holds other bytes than zeros when it is lent, as a driver's does.
  private func slotMemory() -> [UInt8] {
    [UInt8](repeating: 0xA5, count: capabilities.maximumFrameSize)
  }

  private mutating func settle(_ receipt: borrowing TransmitReceipt, _ memory: [UInt8]) {
    guard receipt.length > 0 else { return }
    counters.transmittedFrames += 1
    let frame = Array(memory[..<receipt.length])
    sent.append(offloaded.isEmpty ? frame : FrameChecksums(frame).filled(offloaded))
    if let free = freeSlots { freeSlots = free - 1 }
  }
}

extension Array where Element == UInt8 {
  init(_ octets: [6 of UInt8]) {
    self = octets.indices.map { octets[$0] }
  }

  init(_ span: Span<UInt8>) {
    self = span.indices.map { span[$0] }
  }
}
