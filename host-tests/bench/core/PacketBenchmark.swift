import NetStack
import Services
import Wire

/// One case: an interface in use, and the frames that it is fed.
public struct PacketBenchmark: ~Copyable {
  private var interface: MeasuredInterface
  private let echo: UDPEcho
  private var now = Instant.start
  /// What all frames together draw.
  private var repliesEach = 0
  private var replyBytesEach = 0

  public init() throws(BenchmarkFault) {
    var interface = MeasuredInterface(
      device: BenchmarkDevice(),
      configuration: InterfaceConfiguration(
        subnet: IPv4Subnet(BenchmarkLink.own, prefixLength: 24)))
    do {
      echo = try UDPEcho(on: &interface)
    } catch {
      throw .start
    }
    self.interface = interface
  }

  /// Gets ready to feed the frames of a capture.
  /// - Parameters:
  ///   - capture: the case's pcap file; what follows it is zero.
  ///   - neighbor: that of `arp`, or others of its kind, by which the interface learns its peers.
  public mutating func load(
    capture: Span<UInt8>, neighbor: Span<UInt8>
  ) throws(BenchmarkFault) {
    try append(neighbor)
    try acquireAddress()
    interface.device.frames = BenchmarkFrames()
    try append(capture)
    try checkReplies()
  }

  private mutating func append(_ bytes: Span<UInt8>) throws(BenchmarkFault) {
    guard var capture = CaptureFile(bytes) else { throw .capture }
    while let frame = capture.next() {
      guard interface.device.frames.append(frame) else { throw .capture }
    }
    guard interface.device.frames.isWholeTurn else { throw .capture }
  }

  /// Waits until the address is probed for, announced and settled (RFC 5227), and has each neighbor
  /// ask for it.
  private mutating func acquireAddress() throws(BenchmarkFault) {
    for _ in 0..<20 {
      now = now + .seconds(1)
      poll(frames: 0)
    }
    guard interface.isUsable(BenchmarkLink.own) else { throw .start }
    interface.device.resetCounts()
    poll(frames: frameCount)
    guard interface.device.replyCount == frameCount else { throw .start }
  }

  public var frameCount: Int { interface.device.frames.count }

  /// Feeds frames, `burst` to each poll.
  /// - Parameter count: a multiple of the number of frames and of `burst`.
  @inline(never)
  public mutating func run(_ count: Int, burst: Int) {
    var left = count
    while left > 0 {
      poll(frames: burst)
      left &-= burst
    }
  }

  /// As `run`, without a stack: what the device and the loop take.
  @inline(never)
  public mutating func runStub(_ count: Int, burst: Int) {
    var left = count
    while left > 0 {
      now = now + Duration(microseconds: 10)
      interface.device.offer(burst)
      while interface.device.receive({ frame, slot in slot.send(frame.bytes.count) }) {}
      left &-= burst
    }
  }

  @inline(__always)
  private mutating func poll(frames: Int) {
    now = now + Duration(microseconds: 10)
    interface.device.offer(frames)
    _ = interface.poll(at: now) { datagram, slot in
      echo.owns(datagram) ? echo.answer(datagram, slot) : slot.discard()
    }
  }

  /// Feeds each frame once and compares what comes back.
  public mutating func checkReplies() throws(BenchmarkFault) {
    interface.device.frames.restart()
    interface.device.resetCounts()
    for _ in 0..<frameCount {
      var request = InlineArray<1514, UInt8>(repeating: 0)
      var copy = request.mutableSpan
      let length = interface.device.frames.current.count
      copy.copy(interface.device.frames.current, at: 0)
      poll(frames: 1)
      let frame = copy.span.extracting(first: length)
      guard ReplyCheck.isRight(interface.device.lastReply, to: frame) else { throw .replyContent }
    }
    repliesEach = interface.device.replyCount
    replyBytesEach = interface.device.replyBytes
    interface.device.resetCounts()
  }

  /// Whether `count` frames since `checkReplies` drew as many answers, of as many bytes, as they
  /// should; and each frame still draws the right one.
  public mutating func checkRun(of count: Int) throws(BenchmarkFault) {
    let rounds = count / frameCount
    guard interface.device.replyCount == rounds &* repliesEach,
      interface.device.replyBytes == rounds &* replyBytesEach
    else { throw .replyCount }
    try checkReplies()
  }
}
