import Link

/// A network device without a medium: it holds one frame to receive, and keeps what is sent.
struct ReplayDevice: LinkDevice, ~Copyable {
  let hardwareAddress: [6 of UInt8]
  /// The frame to receive next.
  var incoming: [UInt8]?
  /// What was sent in the slot that came with a received frame, since it was last taken.
  private(set) var answer: [UInt8]?
  /// What was sent otherwise, since it was last taken.
  private(set) var others: [[UInt8]] = []
  private(set) var counters = DeviceCounters()

  init(hardwareAddress: [6 of UInt8]) {
    self.hardwareAddress = hardwareAddress
  }

  /// The stack computes every checksum: each byte of a reply is its own work.
  var capabilities: DeviceCapabilities { DeviceCapabilities() }

  var linkState: LinkState { .up(.megabits100, .full) }

  mutating func receive(
    _ body: (_ frame: borrowing ReceivedFrame, _ slot: consuming TransmitSlot) -> TransmitReceipt
  ) -> Bool {
    guard let frame = incoming.take() else { return false }
    var slot = freshSlot()
    let receipt = body(ReceivedFrame(frame.span), TransmitSlot(slot.mutableSpan))
    counters.receivedFrames &+= 1
    counters.receivedBytes &+= UInt32(truncatingIfNeeded: frame.count)
    if let sent = sent(slot, receipt) { answer = sent }
    return true
  }

  mutating func transmit(_ body: (_ slot: consuming TransmitSlot) -> TransmitReceipt) -> Bool {
    var slot = freshSlot()
    let receipt = body(TransmitSlot(slot.mutableSpan))
    if let sent = sent(slot, receipt) { others.append(sent) }
    return true
  }

  /// Every group address is received, so there is no filter to change.
  mutating func join(multicast address: [6 of UInt8]) -> Bool { true }
  mutating func leave(multicast address: [6 of UInt8]) {}

  mutating func takeAnswer() -> [UInt8]? { answer.take() }

  mutating func takeOthers() -> [[UInt8]] {
    defer { others = [] }
    return others
  }

  /// A slot's content is undefined; a pattern lets a byte that the stack forgot to write show.
  private func freshSlot() -> [UInt8] {
    [UInt8](repeating: 0xA5, count: capabilities.maximumFrameSize)
  }

  private mutating func sent(
    _ slot: [UInt8], _ receipt: consuming TransmitReceipt
  ) -> [UInt8]? {
    let length = receipt.length
    guard length > 0 else { return nil }
    counters.transmittedFrames &+= 1
    counters.transmittedBytes &+= UInt32(truncatingIfNeeded: length)
    return Array(slot.prefix(length))
  }
}
