import NetStack
import SeededRandom

/// The stack on a 32-bit machine, fed with good, broken and random frames. A trap would end the
/// image.
enum InterfaceChecks {
  private typealias TestInterface = Interface<
    MemoryDevice, MinimalFeatures, 1, 8, 2, 4, 0, 0, 0, 2, 1024
  >

  static func run(_ report: inout CheckReport) {
    let subnet = IPv4Subnet(TestFrame.own, prefixLength: 24)
    var interface = TestInterface(
      device: MemoryDevice(),
      configuration: InterfaceConfiguration(subnet: subnet, gateway: TestFrame.peer))
    let socket = try? interface.bind(port: 7)
    report.check("the interface", "opens a socket", holds: socket != nil)
    feed(&interface, &report)
    checkEcho(&interface, &report)
  }

  private static func feed(_ interface: inout TestInterface, _ report: inout CheckReport) {
    var generator = SplitMix64(seed: 7)
    var now = Instant(microseconds: 0)
    let count: UInt32 = 20_000
    for _ in 0..<count {
      interface.device.received.randomize(using: &generator)
      // Half of the broken ones get past the checksums.
      interface.device.offer(isVerified: generator.byte() & 1 == 0)
      // Over all of them, several minutes: neighbors come, are asked again, and go.
      now = now + .milliseconds(generator.next(below: 50 as UInt32))
      _ = interface.poll(at: now) { datagram, slot in slot.send(copying: datagram.payload) }
    }
    report.check("the interface", "gives each of 20 000 frames one outcome") {
      let received = interface.device.counters.receivedFrames
      let sum = sumOfOutcomes(interface.counters)
      return received == count && sum == count
        ? nil : FailedCase(Input("received", received), Input("outcomes", sum))
    }
    report.check("the interface", "answers and drops some of them") {
      let answered = interface.counters[.answered]
      return answered > 1000 && answered < count - 1000
        ? nil : FailedCase(Input("answered", answered))
    }
  }

  private static func sumOfOutcomes(_ counters: InterfaceCounters) -> UInt32 {
    var sum: UInt32 = 0
    var rawValue: UInt8 = 0
    while let outcome = FrameOutcome(rawValue: rawValue) {
      sum += counters[outcome]
      rawValue += 1
    }
    return sum
  }

  private static func checkEcho(_ interface: inout TestInterface, _ report: inout CheckReport) {
    let now = Instant(microseconds: 1 << 40)
    interface.device.received.writeARPRequest()
    interface.device.offer()
    _ = interface.poll(at: now)
    report.check("the interface", "still answers ARP") {
      guard let frame = try? EthernetFrame(interface.device.transmitted.bytes),
        let packet = try? ARPPacket(frame.payload), packet.operation == .reply,
        packet.senderHardware == TestFrame.ownHardware, packet.targetProtocol == TestFrame.peer
      else { return FailedCase() }
      return nil
    }
    let data: [4 of UInt8] = [0xDE, 0xAD, 0xBE, 0xEF]
    interface.device.received.writeEchoRequest(data.span, sequence: 77)
    interface.device.offer()
    _ = interface.poll(at: now)
    report.check("the interface", "still answers pings") {
      isEchoReply(interface.device.transmitted.bytes, sequence: 77, data.span)
        ? nil : FailedCase()
    }
  }

  private static func isEchoReply(
    _ bytes: Span<UInt8>, sequence: UInt16, _ data: Span<UInt8>
  ) -> Bool {
    guard let frame = try? EthernetFrame(bytes), frame.destination == TestFrame.peerHardware,
      let packet = try? IPv4Packet(frame.payload), packet.source == TestFrame.own,
      packet.destination == TestFrame.peer, packet.protocol == .icmp,
      let message = try? ICMPv4Message(packet.payload), message.type == .echoReply,
      message.restOfHeader == 0x4D41_0000 | UInt32(sequence), message.payload.count == data.count
    else { return false }
    for index in data.indices where message.payload[index] != data[index] { return false }
    return true
  }
}
