import Link

/// A network card in memory: a filter, a queue of bounded length behind it, and a cable.
struct SoakDevice: LinkDevice {
  /// The frames that can wait: as many short ones as the LAN9118 has room for.
  private static let queueLength = 176

  let hardwareAddress: [6 of UInt8]
  let capabilities = DeviceCapabilities()
  private(set) var counters = DeviceCounters()
  private(set) var linkState = LinkState.up(.megabits100, .full)
  /// Whether no transmit slot is free, so that nothing can be received either.
  var isStalled = false

  private let station: [UInt8]
  private var groups: [[UInt8]] = []
  private var waiting: [[UInt8]] = []
  private var outgoing = [UInt8](repeating: 0xA5, count: 1514)
  private var sent: [[UInt8]] = []

  init(hardwareAddress: [UInt8]) {
    station = hardwareAddress
    var octets: [6 of UInt8] = [0, 0, 0, 0, 0, 0]
    for index in 0..<6 { octets[index] = hardwareAddress[index] }
    self.hardwareAddress = octets
  }

  mutating func setLink(isUp: Bool) {
    linkState = isUp ? .up(.megabits100, .full) : .down
    counters.linkChanges &+= 1
  }

  /// Takes a frame from the cable if it is for this station and there is room.
  mutating func arrive(_ frame: [UInt8]) {
    guard linkState.isUp, accepts(frame) else { return }
    guard frame.count <= capabilities.maximumFrameSize else {
      counters.receiveTooLong &+= 1
      return
    }
    guard waiting.count < Self.queueLength else {
      counters.receiveOverruns &+= 1
      return
    }
    waiting.append(frame)
  }

  private func accepts(_ frame: [UInt8]) -> Bool {
    guard frame.count >= 6, frame[0] & 1 == 1 else { return frame.starts(with: station) }
    return frame[..<6].allSatisfy { $0 == 0xFF } || groups.contains { frame.starts(with: $0) }
  }

  /// The frames that went out since the last call.
  mutating func takeSent() -> [[UInt8]] {
    guard !sent.isEmpty else { return [] }
    defer { sent = [] }
    return sent
  }

  mutating func receive(
    _ body: (_ frame: borrowing ReceivedFrame, _ slot: consuming TransmitSlot) -> TransmitReceipt
  ) -> Bool {
    guard !waiting.isEmpty, !isStalled else { return false }
    let frame = waiting.removeFirst()
    counters.receivedFrames &+= 1
    let receipt = body(ReceivedFrame(frame.span), TransmitSlot(outgoing.mutableSpan))
    settle(receipt)
    return true
  }

  mutating func transmit(
    _ body: (_ slot: consuming TransmitSlot) -> TransmitReceipt
  ) -> Bool {
    guard !isStalled else { return false }
    let receipt = body(TransmitSlot(outgoing.mutableSpan))
    settle(receipt)
    return true
  }

  private mutating func settle(_ receipt: consuming TransmitReceipt) {
    guard receipt.length > 0 else { return }
    guard linkState.isUp else {
      counters.transmitLinkDown &+= 1
      return
    }
    counters.transmittedFrames &+= 1
    sent.append(Array(outgoing[..<receipt.length]))
  }

  mutating func join(multicast address: [6 of UInt8]) -> Bool {
    groups.append(address.indices.map { address[$0] })
    return true
  }

  mutating func leave(multicast address: [6 of UInt8]) {
    let octets = address.indices.map { address[$0] }
    if let index = groups.firstIndex(of: octets) { groups.remove(at: index) }
  }

  /// Gives back the room of queues that were long.
  mutating func trim() {
    if waiting.isEmpty { waiting = [] }
    if sent.isEmpty { sent = [] }
  }

  /// The groups of the filter.
  var groupCount: Int { groups.count }
  /// The frames that wait to be received.
  var waitingCount: Int { waiting.count }
}
