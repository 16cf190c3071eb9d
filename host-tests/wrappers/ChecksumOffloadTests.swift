import Link
import NetStack
import Services
import Testing
import Wrappers

/// What an interface did with some frames.
private struct Reaction: Equatable {
  /// What each frame set off, as it went onto the wire.
  var sent: [[[UInt8]]] = []
  var outcomes: [FrameOutcome: UInt32] = [:]
}

/// The same frames through a device that computes and verifies checksums, and through one that
/// leaves that to the stack.
@Suite struct ChecksumOffloadTests {
  /// Every set of the three checksums.
  static let sets = (0..<8 as Range<UInt8>).map { ChecksumSet(rawValue: $0) }

  private func react<Device: LinkDevice & ~Copyable>(
    to frames: [[UInt8]], on device: consuming Device,
    _ memory: (inout Device, (inout MemoryDevice) -> Void) -> Void
  ) throws -> Reaction {
    var interface = Interface<Device, MinimalFeatures, 1, 8, 2, 4, 0, 0, 0, 2, 2048>(
      device: device,
      configuration: InterfaceConfiguration(
        subnet: IPv4Subnet(IPv4Address(192, 0, 2, 2), prefixLength: 24),
        gateway: IPv4Address(192, 0, 2, 254)))
    let echo = try UDPEcho(on: &interface)
    let socket = try interface.bind(port: 50_000)
    var reaction = Reaction()
    func take() {
      memory(&interface.device) { reaction.sent.append($0.takeSent()) }
    }
    var now = Instant(microseconds: 0)
    for frame in frames {
      memory(&interface.device) { $0.arrive(frame) }
      now = now + .milliseconds(10)
      _ = interface.poll(at: now) { datagram, slot in
        echo.owns(datagram) ? echo.answer(datagram, slot) : slot.discard()
      }
      take()
    }
    // Datagrams of our own: at once, held for a neighbor, and to everybody.
    for host in [1, 9, 255] as [UInt8] {
      try interface.send(
        pattern(33).span, from: socket,
        to: Endpoint(IPv4Address(192, 0, 2, host), port: 9), at: now)
      take()
    }
    for outcome in FrameOutcome.allCases where interface.counters[outcome] > 0 {
      reaction.outcomes[outcome] = interface.counters[outcome]
    }
    return reaction
  }

  private func react(to frames: [[UInt8]], offloading set: ChecksumSet) throws -> Reaction {
    var device = MemoryDevice()
    device.offloaded = set
    return try react(to: frames, on: device) { device, body in body(&device) }
  }

  /// Through all the wrappers, which change nothing.
  private func reactWrapped(to frames: [[UInt8]], offloading set: ChecksumSet) throws -> Reaction {
    var injector = injector()
    injector.device.offloaded = set
    let device = Tracer(CaptureDevice(injector, to: ByteCollector()), to: TextCollector())
    return try react(to: frames, on: device) { device, body in body(&device.device.device.device) }
  }

  private static func captured() throws -> [[UInt8]] {
    try ["arp", "ping", "udp-echo", "unreachable"].flatMap(capture)
  }

  @Test("captured frames have the same outcomes, and replies the same bytes", arguments: sets)
  func captured(set: ChecksumSet) throws {
    let frames = try Self.captured()
    let software = try react(to: frames, offloading: [])
    // 7 ARP requests, 18 pings, 12 datagrams to the echo service, 5 to nobody.
    #expect(software.outcomes[.answered] == 42)
    #expect(software.outcomes[.udpChecksum] == nil)
    #expect(try react(to: frames, offloading: set) == software)
    #expect(try reactWrapped(to: frames, offloading: set) == software)
  }

  @Test("frames with wrong checksums have the same outcomes", arguments: sets)
  func wrong(set: ChecksumSet) throws {
    let echo = icmpFrame(type: 8, pattern(20))
    let datagram = udpFrame(pattern(21))
    let frames = [
      echo.with(echo[24] ^ 1, at: 24), echo.with(echo[36] ^ 1, at: 36),
      datagram.with(datagram[25] ^ 0x80, at: 25), datagram.with(datagram[41] ^ 1, at: 41),
      datagram.with(datagram[50] ^ 1, at: 50),
    ]
    let software = try react(to: frames, offloading: [])
    #expect(
      software.outcomes == [.ipv4Checksum: 2, .icmpChecksum: 1, .udpChecksum: 2])
    #expect(try react(to: frames, offloading: set) == software)
    #expect(try reactWrapped(to: frames, offloading: set) == software)
  }

  @Test("sums of nothing but zeros or ones come out the same", arguments: sets)
  func extremes(set: ChecksumSet) throws {
    // Answered by a message of zeros alone, whose checksum is 0xFFFF.
    let zeros = icmpFrame(type: 8, [0, 0])
    // A datagram whose sum is all ones, so that its checksum would be zero (RFC 768).
    let plain = udpFrame([0, 0])
    let ones = udpFrame(Array(plain[40..<42]))
    #expect(ones[40..<42] == [0xFF, 0xFF])
    let frames = [try Self.captured()[0], zeros, ones]
    let software = try react(to: frames, offloading: [])
    #expect(software.sent[1].first?[36..<38] == [0xFF, 0xFF])
    #expect(software.sent[2].first?[40..<42] == [0xFF, 0xFF])
    #expect(try react(to: frames, offloading: set) == software)
    #expect(try reactWrapped(to: frames, offloading: set) == software)
  }

  @Test("frames with an octet changed at random come out the same", arguments: sets)
  func random(set: ChecksumSet) throws {
    var random = seeded(0x0FF1_0AD0 + UInt64(set.rawValue))
    let captured = try Self.captured()
    let frames = (0..<400).map { _ in
      var frame = captured.randomElement(using: &random) ?? []
      let index = Int.random(in: 12..<min(80, frame.count), using: &random)
      frame[index] = UInt8.random(in: 0...255, using: &random)
      return frame
    }
    let software = try react(to: frames, offloading: [])
    #expect(try react(to: frames, offloading: set) == software)
    #expect(try reactWrapped(to: frames, offloading: set) == software)
  }

  @Test("what is sent has the right checksums, whoever computed them", arguments: sets)
  func right(set: ChecksumSet) throws {
    let reaction = try react(to: try Self.captured(), offloading: set)
    var checked = 0
    for frame in reaction.sent.joined() where number(frame, at: 12) == 0x0800 {
      let kind: ChecksumSet = frame[23] == 1 ? .icmpv4 : .udp
      #expect(FrameChecksums(frame).valid == kind.union(.ipv4Header))
      checked += 1
    }
    // The answers but for ARP's, and two datagrams of our own; the third waits for a neighbor.
    #expect(checked == 37)
  }
}
