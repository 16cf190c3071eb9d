public import NetStack

/// A network device without hardware: the frame lies in the receive buffer already, and the reply
/// stays where the stack wrote it.
public struct BenchmarkDevice: LinkDevice, ~Copyable {
  public var hardwareAddress: [6 of UInt8] { [0x02, 0, 0, 0, 0, 0x02] }
  public var capabilities: DeviceCapabilities { DeviceCapabilities() }
  public var linkState: LinkState { .up(.megabits100, .full) }
  public var counters: DeviceCounters { DeviceCounters() }

  package var frames = BenchmarkFrames()
  private var reply = InlineArray<1516, UInt8>(repeating: 0)
  /// The length of the last answer; 0 when there was none.
  package private(set) var replyLength = 0
  package private(set) var replyCount = 0
  package private(set) var replyBytes = 0

  public init() {}

  /// Lets the stack have `count` frames.
  package mutating func offer(_ count: Int) { frames.offer(count) }

  /// The last answer.
  var lastReply: Span<UInt8> {
    @_lifetime(borrow self) get { reply.span.extracting(2..<2 &+ replyLength) }
  }

  package mutating func resetCounts() {
    replyCount = 0
    replyBytes = 0
  }

  @inline(__always)
  public mutating func receive(
    _ body: (_ frame: borrowing ReceivedFrame, _ slot: consuming TransmitSlot) -> TransmitReceipt
  ) -> Bool {
    guard frames.isOffered else { return false }
    // Two bytes into a word, as drivers put it.
    var memory = reply.mutableSpan
    let receipt = body(ReceivedFrame(frames.current), TransmitSlot(memory.part(2..<1516)))
    frames.take()
    replyLength = receipt.length
    replyBytes &+= receipt.length
    if receipt.length > 0 { replyCount &+= 1 }
    return true
  }

  public mutating func transmit(
    _ body: (_ slot: consuming TransmitSlot) -> TransmitReceipt
  ) -> Bool {
    var memory = reply.mutableSpan
    _ = body(TransmitSlot(memory.part(2..<1516))).length
    return true
  }

  public mutating func join(multicast address: [6 of UInt8]) -> Bool { true }
  public mutating func leave(multicast address: [6 of UInt8]) {}
}
