import Link
import Testing
import Wrappers

/// The lines of frames that were received, without the time and the direction.
private func trace(_ frames: [[UInt8]], offloaded: ChecksumSet = []) -> [String] {
  var device = MemoryDevice()
  device.offloaded = offloaded
  for frame in frames { device.arrive(frame) }
  var tracer = Tracer(device, to: TextCollector())
  while tracer.receive({ _, slot in slot.discard() }) {}
  return tracer.observer.sink.lines.map { String($0.dropFirst("0.000000 < ".count)) }
}

@Suite struct TracerTests {
  @Test("tells ARP as tcpdump does")
  func arp() throws {
    let lines = trace(try capture("arp"))
    try #require(lines.count == 15)
    #expect(lines[0] == "ARP, Request who-has 192.0.2.2 tell 192.0.2.1, length 28")
    #expect(lines[1] == "ARP, Reply 192.0.2.2 is-at 02:00:00:00:00:02, length 28")
    #expect(
      lines[8]
        == "ARP, Request who-has 192.0.2.77 (ff:ff:ff:ff:ff:ff) tell 192.0.2.1, length 28")
    #expect(
      lines[9] == "ARP, Request who-has 192.0.2.2 (ff:ff:ff:ff:ff:ff) tell 0.0.0.0, length 28")
    #expect(lines[14] == "ARP, Request who-has 192.0.2.2 tell 192.0.2.2, length 28")
  }

  @Test("tells pings as tcpdump does")
  func ping() throws {
    let lines = trace(try capture("ping"))
    try #require(lines.count == 38)
    #expect(lines[2] == "IP 192.0.2.1 > 192.0.2.2: ICMP echo request, id 0, seq 1, length 8")
    #expect(lines[3] == "IP 192.0.2.2 > 192.0.2.1: ICMP echo reply, id 0, seq 1, length 8")
    #expect(
      lines[36] == "IP 192.0.2.1 > 192.0.2.2: ICMP echo request, id 1472, seq 1, length 1480")
  }

  @Test("tells datagrams as tcpdump does, with and without a checksum")
  func udp() throws {
    let lines = trace(try capture("udp-echo"))
    try #require(lines.count == 26)
    #expect(lines[2] == "IP 192.0.2.1.40000 > 192.0.2.2.7: UDP, length 0")
    #expect(lines[19] == "IP 192.0.2.2.7 > 192.0.2.1.40000: UDP, length 1472")
    #expect(lines[24] == "IP 192.0.2.1.40001 > 192.0.2.2.7: UDP, length 65")
  }

  @Test("tells what is unreachable as tcpdump does, and another protocol with its length")
  func unreachable() throws {
    let lines = trace(try capture("unreachable"))
    try #require(lines.count == 12)
    #expect(
      lines[3] == "IP 192.0.2.2 > 192.0.2.1: ICMP 192.0.2.2 udp port 9 unreachable, length 36")
    #expect(lines[8] == "IP 192.0.2.1 > 192.0.2.2: ip-proto-253, length 18")
    #expect(
      lines[9]
        == "IP 192.0.2.2 > 192.0.2.1: ICMP 192.0.2.2 protocol 253 unreachable, length 46")
  }

  /// The start of a packet from 192.0.2.2 port 7 to 198.51.100.7 port 53.
  private static let quote: [UInt8] = [
    0x45, 0, 0, 200, 0, 0, 0, 0, 64, 17, 0, 0, 192, 0, 2, 2, 198, 51, 100, 7, 0, 7, 0, 53, 0, 180,
    0, 0,
  ]

  @Test(
    "tells each ICMP message",
    arguments: [
      (icmpFrame(type: 3, code: 0, quote), "net 198.51.100.7 unreachable, length 36"),
      (icmpFrame(type: 3, code: 1, quote), "host 198.51.100.7 unreachable, length 36"),
      (icmpFrame(type: 3, code: 3, quote), "198.51.100.7 udp port 53 unreachable, length 36"),
      (
        icmpFrame(type: 3, code: 3, quote.with(6, at: 9)),
        "198.51.100.7 port 53 unreachable, length 36"
      ),
      (
        icmpFrame(type: 3, code: 3, Array(quote.prefix(23))),
        "198.51.100.7 udp port unreachable, length 31"
      ),
      (icmpFrame(type: 3, code: 3, [0x45]), "[truncated quote] unreachable, length 9"),
      (
        icmpFrame(type: 3, code: 4, rest: [0, 0, 0x02, 0x40], quote),
        "198.51.100.7 unreachable - need to frag (mtu 576), length 36"
      ),
      (
        icmpFrame(type: 3, code: 5, quote),
        "198.51.100.7 unreachable - source route failed, length 36"
      ),
      (icmpFrame(type: 3, code: 13, quote), "198.51.100.7 unreachable - #13, length 36"),
      (icmpFrame(type: 5, rest: [192, 0, 2, 9], quote), "redirect to 192.0.2.9, length 36"),
      (icmpFrame(type: 11, code: 0, quote), "time exceeded in-transit, length 36"),
      (icmpFrame(type: 11, code: 1, quote), "ip reassembly time exceeded, length 36"),
      (icmpFrame(type: 13, code: 2), "type-#13 code 2, length 8"),
    ])
  func icmp(frame: [UInt8], text: String) {
    #expect(trace([frame]) == ["IP 192.0.2.1 > 192.0.2.2: ICMP \(text)"])
  }

  @Test(
    "tells fragments and low times to live",
    arguments: [
      (ipv4Frame(timeToLive: 31, [1, 2]), "UDP [truncated], length 2 [ttl 31]"),
      (ipv4Frame(protocol: 6, timeToLive: 32, [1, 2]), "ip-proto-6, length 2"),
      (ipv4Frame(protocol: 6, timeToLive: 0, [1, 2]), "ip-proto-6, length 2 [ttl 0]"),
      (ipv4Frame(fragment: 0x2000, [1, 2, 3, 4, 5, 6, 7, 8]), "UDP (frag 4660:8@0+)"),
      (ipv4Frame(protocol: 1, fragment: 0x20B9, pattern(1480)), "ICMP (frag 4660:1480@1480+)"),
      (ipv4Frame(protocol: 253, fragment: 0x1FFF, [1]), "ip-proto-253 (frag 4660:1@65528)"),
    ])
  func packets(frame: [UInt8], text: String) {
    #expect(trace([frame]) == ["IP 192.0.2.1 > 192.0.2.2: \(text)"])
  }

  @Test(
    "says what is malformed",
    arguments: [
      ([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8], "[truncated Ethernet], length 13"),
      ([], "[truncated Ethernet], length 0"),
      (
        ethernetHeader + [0x86, 0xDD, 0, 0],
        "02:00:00:00:00:01 > 02:00:00:00:00:02, ethertype 0x86dd, length 16"
      ),
      (ethernetHeader + [8, 6] + pattern(27), "ARP, [truncated], length 27"),
      (ethernetHeader + [8, 6] + pattern(46), "ARP, [not IPv4 over Ethernet], length 46"),
      (
        ethernetHeader + [8, 6, 0, 1, 8, 0, 6, 4, 0, 9, 2, 0, 0, 0, 0, 1, 192, 0, 2, 1]
          + [0, 0, 0, 0, 0, 0, 192, 0, 2, 2],
        "ARP, operation 9 from 192.0.2.1 for 192.0.2.2, length 28"
      ),
      (ethernetHeader + [8, 0] + pattern(19), "IP [truncated], length 19"),
      (udpFrame([]).with(0x65, at: 14), "IP [version is not 4], length 28"),
      (udpFrame([]).with(0x44, at: 14), "IP [header length], length 28"),
      (udpFrame([]).with(29, at: 17), "IP [total length beyond the frame], length 28"),
      (
        udpFrame([]).with(0x35, at: 18),
        "IP 192.0.2.1.40000 > 192.0.2.2.7: UDP, length 0 [bad IP checksum]"
      ),
      (ipv4Frame(pattern(7)), "IP 192.0.2.1 > 192.0.2.2: UDP [truncated], length 7"),
      (udpFrame([1]).with(10, at: 39), "IP 192.0.2.1 > 192.0.2.2: UDP [length], length 9"),
      (
        udpFrame([1]).with(2, at: 42),
        "IP 192.0.2.1.40000 > 192.0.2.2.7: UDP, length 1 [bad UDP checksum]"
      ),
      (
        ipv4Frame(protocol: 1, pattern(7)),
        "IP 192.0.2.1 > 192.0.2.2: ICMP [truncated], length 7"
      ),
      (
        icmpFrame(type: 8).with(7, at: 41),
        "IP 192.0.2.1 > 192.0.2.2: ICMP echo request, id 0, seq 7, length 8 [bad ICMP checksum]"
      ),
    ] as [([UInt8], String)])
  func malformed(frame: [UInt8], text: String) {
    #expect(trace([frame]) == [text])
  }

  @Test("any bytes give one line and no trap")
  func anyBytes() throws {
    var random = seeded(0x7ACE)
    let captured = try ["arp", "ping", "udp-echo", "unreachable"].flatMap(capture)
    var frames: [[UInt8]] = []
    for _ in 0..<3000 {
      var frame = captured.randomElement(using: &random) ?? []
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let index = Int.random(in: 0..<min(50, frame.count), using: &random)
        frame[index] = UInt8.random(in: 0...255, using: &random)
      }
      frames.append(Array(frame.prefix(Int.random(in: 0...frame.count, using: &random))))
    }
    let lines = trace(frames)
    #expect(lines.count == frames.count)
    #expect(!lines.contains(""))
  }

  @Test("does not call a checksum bad that is the device's work")
  func offloaded() {
    let wrongAddressSum = udpFrame([1]).with(2, at: 42)
    #expect(trace([wrongAddressSum], offloaded: .udp)[0].hasSuffix("[bad UDP checksum]"))

    var device = MemoryDevice()
    device.offloaded = [.ipv4Header, .icmpv4, .udp]
    var tracer = Tracer(device, to: TextCollector())
    let frames = [udpFrame([1]), icmpFrame(type: 8)].map(withoutChecksums)
    for frame in frames { #expect(tracer.transmit { slot in slot.send(copying: frame) }) }
    #expect(
      tracer.observer.sink.lines == [
        "0.000000 > IP 192.0.2.1.40000 > 192.0.2.2.7: UDP, length 1",
        "0.000000 > IP 192.0.2.1 > 192.0.2.2: ICMP echo request, id 0, seq 0, length 8",
      ])
    tracer.device.offloaded = []
    for frame in frames { #expect(tracer.transmit { slot in slot.send(copying: frame) }) }
    #expect(
      tracer.observer.sink.lines.dropFirst(2) == [
        "0.000000 > IP 192.0.2.1.40000 > 192.0.2.2.7: UDP, length 1 [bad IP checksum]",
        "0.000000 > IP 192.0.2.1 > 192.0.2.2: ICMP echo request, id 0, seq 0, length 8"
          + " [bad ICMP checksum] [bad IP checksum]",
      ])
  }

  @Test("stamps each line, a request before its answer")
  func stamps() {
    var device = MemoryDevice()
    device.arrive(icmpFrame(type: 8))
    var tracer = Tracer(device, to: TextCollector())
    tracer.now = 1_700_000_000_000_045
    #expect(tracer.receive { _, slot in slot.send(copying: icmpFrame(type: 0)) })
    tracer.now = 12_345_678
    #expect(tracer.transmit { slot in slot.send(copying: icmpFrame(type: 0)) })
    let echo = "IP 192.0.2.1 > 192.0.2.2: ICMP echo"
    #expect(
      tracer.observer.sink.lines == [
        "1700000000.000045 < \(echo) request, id 0, seq 0, length 8",
        "1700000000.000045 > \(echo) reply, id 0, seq 0, length 8",
        "12.345678 > \(echo) reply, id 0, seq 0, length 8",
      ])
  }

  @Test("writes nothing for a slot that is given back, or that there is none of")
  func silent() {
    var tracer = Tracer(MemoryDevice(), to: TextCollector())
    #expect(tracer.transmit { slot in slot.discard() })
    tracer.device.freeSlots = 0
    #expect(!tracer.transmit { slot in slot.send(60) })
    #expect(!tracer.receive { _, slot in slot.send(60) })
    #expect(tracer.observer.sink.text == "")
    #expect(tracer.device.sent.isEmpty)
  }
}

/// The frame with zeros for the checksums that an offloading device fills in.
private func withoutChecksums(_ frame: [UInt8]) -> [UInt8] {
  let upper = frame[23] == 17 ? 40 : 36
  return frame.with(0, at: 24).with(0, at: 25).with(0, at: upper).with(0, at: upper + 1)
}
