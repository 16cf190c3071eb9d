import NetStack
import PacketBenchmark

/// An interface that is filled to a size, and the frames that it is fed then.
struct ScalingRun<let socketCapacity: Int, let neighborCapacity: Int>: ~Copyable {
  private typealias FilledInterface = Interface<
    BenchmarkDevice, StandardFeatures, 2, neighborCapacity, 4, socketCapacity, 2, 4, 8, 16, 2056
  >

  private static var firstPort: UInt16 { 1000 }
  private static var payload: Int { 64 }

  private var interface: FilledInterface
  private var now = Instant.start
  private var repliesPerRound = 0

  init(_ name: ScalingCase, size: Int) throws(ScalingFault) {
    var configuration = InterfaceConfiguration(
      subnet: IPv4Subnet(RequestFrame.own, prefixLength: 24))
    configuration.probesAddresses = false
    interface = FilledInterface(device: BenchmarkDevice(), configuration: configuration)
    try fill(name, size)
    try load(name, size)
  }

  private mutating func fill(_ name: ScalingCase, _ size: Int) throws(ScalingFault) {
    try feed([RequestFrame.arp(from: 1)])
    switch name {
    case .sockets:
      for index in 0..<size { try bind(Self.firstPort + UInt16(index)) }
    case .neighbors:
      try bind(7)
      for index in 1..<size { try feed([RequestFrame.arp(from: Self.host(index))]) }
    case .routes:
      try bind(7)
      for index in 0..<size { try addRoute(to: UInt8(index)) }
    case .reassemblies:
      try bind(7)
      for index in 0..<size {
        let host = Self.host(index + 1)
        try feed(
          RequestFrame.fragments(
            from: host, identification: 1, payload: Self.payload, onlyFirst: true))
      }
    case .udpPayload, .pingPayload:
      try bind(7)
    }
  }

  /// 1, then 10 and so on.
  private static func host(_ index: Int) -> UInt8 { index == 0 ? 1 : UInt8(9 + index) }

  private static func network(_ index: UInt8) -> IPv4Address { IPv4Address(198, 51, index, 0) }

  private mutating func bind(_ port: UInt16) throws(ScalingFault) {
    do { _ = try interface.bind(port: port) } catch { throw .refused }
  }

  private mutating func addRoute(to index: UInt8) throws(ScalingFault) {
    guard let network = IPv4Subnet(Self.network(index), prefixLength: 24) else { throw .refused }
    let route = Route(to: network, gateway: RequestFrame.address(of: 1))
    do { try interface.addRoute(route) } catch { throw .refused }
  }

  /// What is measured.
  private mutating func load(_ name: ScalingCase, _ size: Int) throws(ScalingFault) {
    let frames: [[UInt8]]
    repliesPerRound = 16
    switch name {
    case .sockets:
      frames = (0..<16).map {
        let port = Self.firstPort + UInt16($0 * size / 16)
        return RequestFrame.datagram(from: 1, to: port, payload: Self.payload)
      }
    case .neighbors:
      frames = (0..<16).map {
        RequestFrame.datagram(from: Self.host($0 * size / 16), to: 7, payload: Self.payload)
      }
    case .routes:
      let last = Self.network(UInt8(size - 1))
      let source = IPv4Address(rawValue: last.rawValue | 9)
      frames = (0..<16).map { _ in
        RequestFrame.datagram(from: 1, source: source, to: 7, payload: Self.payload)
      }
    case .reassemblies:
      repliesPerRound = 8
      frames = (0..<8).flatMap {
        RequestFrame.fragments(from: 1, identification: UInt16($0 + 2), payload: Self.payload)
      }
    case .udpPayload:
      repliesPerRound = 1
      frames = [RequestFrame.datagram(from: 1, to: 7, payload: size)]
    case .pingPayload:
      repliesPerRound = 1
      frames = [RequestFrame.ping(from: 1, payload: size)]
    }
    try offer(frames)
  }

  var frameCount: Int { interface.device.frames.count }

  private mutating func offer(_ frames: [[UInt8]]) throws(ScalingFault) {
    interface.device.frames = BenchmarkFrames()
    for frame in frames {
      guard interface.device.frames.append(frame.span) else { throw .frames }
    }
  }

  private mutating func feed(_ frames: [[UInt8]]) throws(ScalingFault) {
    try offer(frames)
    for _ in frames { poll() }
  }

  /// Feeds `count` frames, a multiple of `frameCount`, one to each poll.
  mutating func run(_ count: Int) throws(ScalingFault) {
    interface.device.resetCounts()
    for _ in 0..<count { poll() }
    guard interface.device.replyCount == count / frameCount * repliesPerRound else {
      throw .replies
    }
  }

  @inline(__always)
  private mutating func poll() {
    now = now + Duration(microseconds: 10)
    interface.device.offer(1)
    _ = interface.poll(at: now) { datagram, slot in slot.send(copying: datagram.payload) }
  }
}
