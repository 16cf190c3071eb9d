import Drivers
import EthernetModel
import Link
import Testing

@Suite("STM32 Ethernet checksum offload")
struct STM32EthernetOffloadTests {
  let bench = EthernetBench()
  private static let headerAndUDP: ChecksumSet = [.ipv4Header, .udp]
  private static let headerAndICMP: ChecksumSet = [.ipv4Header, .icmpv4]
  private let all: ChecksumSet = [.ipv4Header, .icmpv4, .udp]

  @Test("announces what it fills in, and nothing when it is off")
  func capabilities() throws {
    let device = try bench.device()
    #expect(device.capabilities.transmitChecksums == all)
    #expect(device.capabilities.maximumFrameSize == 1514)
    let other = try EthernetBench().device(usesChecksumOffload: false)
    #expect(other.capabilities.transmitChecksums == [])
  }

  /// Packets that must leave with the right checksums, and what TDES0.CIC is for them.
  static let packets: [(packet: [UInt8], insertion: UInt32)] = [
    (PacketBytes.ipv4(1, PacketBytes.icmp()), 3),
    (PacketBytes.ipv4(1, PacketBytes.icmp(1472)), 3),
    (PacketBytes.ipv4(1, PacketBytes.icmp(15)), 3),
    (PacketBytes.ipv4(17, PacketBytes.udp()), 3),
    (PacketBytes.ipv4(17, PacketBytes.udp(0)), 3),
    (PacketBytes.ipv4(17, PacketBytes.udp(1471)), 3),
    (PacketBytes.ipv4(17, PacketBytes.udp(), options: [0x94, 4, 0, 0]), 3),
    // Fragments: first, middle and last. TCP, IGMP, and payloads too short for a checksum.
    (PacketBytes.ipv4(17, PacketBytes.udp(), fragment: 0x2000), 1),
    (PacketBytes.ipv4(1, PacketBytes.icmp(), fragment: 0x2001), 1),
    (PacketBytes.ipv4(17, PacketBytes.udp(), fragment: 0x00B9), 1),
    (PacketBytes.ipv4(17, PacketBytes.udp(), fragment: 0x0100), 1),
    (PacketBytes.ipv4(17, PacketBytes.udp(), fragment: 0x1000), 1),
    (PacketBytes.ipv4(6, PacketBytes.tcp()), 1),
    (PacketBytes.ipv4(2, [0x16, 0, 9, 4, 224, 0, 0, 251]), 1),
    (PacketBytes.ipv4(17, [1, 2, 3, 4, 5, 6, 7]), 1),
    (PacketBytes.ipv4(1, []), 1),
    // Do not fragment.
    (PacketBytes.ipv4(17, PacketBytes.udp(), fragment: 0x4000), 3),
  ]

  @Test("right checksums leave, whatever stood in their fields", arguments: packets)
  func transmit(packet: [UInt8], insertion: UInt32) throws {
    var device = try bench.linkedDevice()
    let wanted = PacketBytes.ethernet(0x0800, packet)
    bench.send(wanted, &device)
    #expect(bench.sent == [padded(wanted)])
    #expect(bench.transmitDescriptor(0) >> 22 & 3 == insertion)
    // The IPv4 header's and, where the engine fills it in, the protocol's.
    var cleared = wanted
    cleared[24] = 0
    cleared[25] = 0
    if insertion == 3 {
      let isICMP = wanted[23] == 1
      let field = 14 + Int(wanted[14] & 15) * 4 + (isICMP ? 2 : 6)
      // A zero would say that the datagram has no checksum.
      cleared[field] = isICMP ? 0 : 0xFF
      cleared[field + 1] = isICMP ? 0 : 0xFF
    }
    bench.send(cleared, &device)
    #expect(bench.sent.last == padded(wanted))
    bench.expectNoViolations()
  }

  @Test("[U1] a datagram whose sender wants no checksum leaves without one")
  func noChecksum() throws {
    var device = try bench.linkedDevice()
    var frame = PacketBytes.ethernet(0x0800, PacketBytes.ipv4(17, PacketBytes.udp()))
    frame.replaceSubrange(40..<42, with: [0, 0])
    bench.send(frame, &device)
    #expect(bench.sent == [padded(frame)])
    #expect(bench.transmitDescriptor(0) >> 22 & 3 == 1)
    bench.expectNoViolations()
  }

  private func padded(_ frame: [UInt8]) -> [UInt8] {
    frame + [UInt8](repeating: 0, count: max(0, 60 - frame.count))
  }

  @Test(
    "what is not IPv4 leaves as it is",
    arguments: [
      PacketBytes.ethernet(0x0806, [UInt8](repeating: 3, count: 28)),
      // IPv6 without a known payload: ES0206.
      PacketBytes.ethernet(0x86DD, [0x60] + [UInt8](repeating: 0, count: 47)),
      PacketBytes.ethernet(0x88B5, [UInt8](repeating: 0x45, count: 80)),
      // Version 5, a header of 16 bytes, one longer than the packet, a packet longer than the frame.
      PacketBytes.ethernet(0x0800, [0x55] + [UInt8](repeating: 0, count: 50)),
      PacketBytes.ethernet(0x0800, [0x44, 0, 0, 40] + [UInt8](repeating: 0, count: 50)),
      PacketBytes.ethernet(0x0800, [0x4F, 0, 0, 40] + [UInt8](repeating: 0, count: 50)),
      PacketBytes.ethernet(0x0800, [0x45, 0, 1, 0] + [UInt8](repeating: 9, count: 50)),
      PacketBytes.ethernet(0x0800, [0x45, 0, 0]),
      PacketBytes.ethernet(0x0800, []),
    ])
  func others(frame: [UInt8]) throws {
    var device = try bench.linkedDevice()
    bench.send(frame, &device)
    #expect(bench.sent == [padded(frame)])
    #expect(bench.transmitDescriptor(0) >> 22 & 3 == 0)
    bench.expectNoViolations()
  }

  @Test("with offload off nothing is touched, and IPCO is clear")
  func off() throws {
    var device = try bench.linkedDevice(usesChecksumOffload: false)
    #expect(bench[ETH.maccr] & 1 << 10 == 0)
    var frame = PacketBytes.ethernet(0x0800, PacketBytes.ipv4(17, PacketBytes.udp(40)))
    frame[24] = 0x12
    frame[41] = 0x34
    bench.send(frame, &device)
    #expect(bench.sent == [frame])
    bench.model.receive(frame)
    let received = bench.receiveVerified(&device)
    #expect(received?.bytes == frame)
    #expect(received?.verified == [])
    bench.expectNoViolations()
  }

  @Test(
    "vouches for what the engine has checked, and for nothing else",
    arguments: [
      (PacketBytes.ipv4(17, PacketBytes.udp()), headerAndUDP),
      (PacketBytes.ipv4(1, PacketBytes.icmp()), headerAndICMP),
      (PacketBytes.ipv4(6, PacketBytes.tcp()), .ipv4Header),
      (PacketBytes.ipv4(2, [0x16, 0, 9, 4, 224, 0, 0, 251]), .ipv4Header),
      (PacketBytes.ipv4(17, PacketBytes.udp(), fragment: 0x2000), .ipv4Header),
      (PacketBytes.ipv4(1, PacketBytes.icmp(), fragment: 0x0010), .ipv4Header),
    ] as [([UInt8], ChecksumSet)])
  func verified(packet: [UInt8], expected: ChecksumSet) throws {
    var device = try bench.linkedDevice()
    bench.model.receive(PacketBytes.ethernet(0x0800, packet))
    let received = bench.receiveVerified(&device)
    #expect(received?.verified == expected)
    #expect(device.statistics.receiveChecksumFailures == 0)
  }

  @Test("passes a packet with a bad checksum on, for the stack to judge, and counts it")
  func failures() throws {
    var device = try bench.linkedDevice()
    var payload = PacketBytes.ethernet(0x0800, PacketBytes.ipv4(17, PacketBytes.udp(40)))
    payload[50] ^= 1
    bench.model.receive(payload)
    let bad = bench.receiveVerified(&device)
    #expect(bad?.bytes == payload)
    #expect(bad?.verified == .ipv4Header)
    #expect(device.statistics.receiveChecksumFailures == 1)
    var header = PacketBytes.ethernet(0x0800, PacketBytes.ipv4(17, PacketBytes.udp(40)))
    header[22] ^= 1
    bench.model.receive(header)
    let worse = bench.receiveVerified(&device)
    #expect(worse?.bytes == header)
    #expect(worse?.verified == [])
    #expect(device.statistics.receiveChecksumFailures == 2)
  }

  @Test("vouches for nothing in what is not IPv4")
  func notIPv4() throws {
    var device = try bench.linkedDevice()
    bench.model.receive(PacketBytes.ethernet(0x0806, [UInt8](repeating: 3, count: 46)))
    let received = bench.receiveVerified(&device)
    #expect(received?.verified == [])
  }

  @Test(
    "trusts no verdict that says it is none",
    arguments: [
      // RDES4: IPCB, and one without IPV4PR.
      (1 << 6 | 1 << 5 | 1, true), (1 << 7 | 1, true), (1, true),
      // One that RDES0.ESA does not announce.
      (1 << 6 | 1, false),
    ] as [(UInt32, Bool)])
  func distrust(extended: UInt32, isAnnounced: Bool) throws {
    var device = try bench.linkedDevice()
    bench.model.receive(PacketBytes.ethernet(0x0800, PacketBytes.ipv4(17, PacketBytes.udp(40))))
    bench.memory.setWord(extended, at: 16)
    if !isAnnounced { bench.memory.setWord(bench.receiveDescriptor(0) & ~1, at: 0) }
    let received = bench.receiveVerified(&device)
    #expect(received?.verified == [])
  }

  @Test("counts a frame that the engine could not fill in")
  func insertionFails() throws {
    var device = try bench.linkedDevice()
    bench.model.faults.nextTransmitError = 1 << 12
    bench.send(frame(60), &device)
    _ = device.rearmInterrupt()
    #expect(device.statistics.transmitChecksumFailures == 1)
    #expect(device.counters.transmitErrors == 1)
  }
}
