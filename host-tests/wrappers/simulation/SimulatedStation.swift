import Link
import NetStack
import Services
import Wrappers

/// A stack at one end of the simulated link: an echo service, a socket that asks, a faulty device.
struct SimulatedStation: ~Copyable {
  typealias Device = ObservedDevice<Injector, Tap>

  let side: Side
  var interface: Interface<Device, MinimalFeatures, 1, 4, 2, 4, 0, 0, 0, 0, 0>
  /// When it wants to be polled again, in microseconds.
  private(set) var deadline: UInt64?
  private(set) var polls = 0
  private let echo: UDPEcho
  private let client: UDPSocket
  /// The hardware addresses that ARP frames gave for the other station's address.
  private(set) var told: Set<[UInt8]> = []

  init(_ side: Side, seed: UInt64, offloaded: ChecksumSet) throws {
    var memory = MemoryDevice()
    memory.offloaded = offloaded
    let hardware = side.hardware
    for index in 0..<6 { memory.hardwareAddress[index] = hardware[index] }
    let injector = Injector(memory, random: RandomSource(seed: seed))
    var interface = Interface<Device, MinimalFeatures, 1, 4, 2, 4, 0, 0, 0, 0, 0>(
      device: Device(injector, observer: Tap()),
      configuration: InterfaceConfiguration(
        subnet: IPv4Subnet(IPv4Address(side.address), prefixLength: 24)))
    let echo = try UDPEcho(on: &interface)
    let client = try interface.bind(port: Self.clientPort)
    self.side = side
    self.interface = interface
    self.echo = echo
    self.client = client
  }

  static var clientPort: UInt16 { 50_000 }

  /// Asks the other station by datagram, from the socket.
  mutating func sendDatagram(_ content: [UInt8], at now: UInt64) throws {
    setClocks(now)
    let destination = Endpoint(IPv4Address(side.other.address), port: UDPEcho.port)
    try interface.send(
      content.span, from: client, to: destination, at: Instant(microseconds: now))
  }

  /// Asks the other station by an echo request, past the stack.
  mutating func sendPing(_ content: [UInt8], at now: UInt64) {
    setClocks(now)
    interface.device.transmit(echoRequest(content, from: side))
  }

  /// Polls until there is nothing left to do at `now`.
  mutating func poll(at now: UInt64, _ ledger: inout Ledger) {
    setClocks(now)
    // 16 frames a poll, and no more than a few hundred can be there.
    for _ in 0..<32 {
      polls += 1
      let next = interface.poll(at: Instant(microseconds: now)) { datagram, slot in
        let isQuestion = echo.owns(datagram)
        let port = isQuestion ? Self.clientPort : UDPEcho.port
        if datagram.source != Endpoint(IPv4Address(side.other.address), port: port) {
          ledger.note("\(side) took in a datagram from elsewhere")
        }
        let content = Array(datagram.payload)
        guard isQuestion else {
          ledger.answered(content, .datagram, at: side)
          return slot.discard()
        }
        ledger.taken(content, .datagram, at: side)
        return echo.answer(datagram, slot)
      }
      deadline = next?.microseconds
      guard let deadline, deadline <= now else { return }
    }
    deadline = nil
    ledger.note("\(side) still has work at \(now) after 32 polls")
  }

  private mutating func setClocks(_ now: UInt64) {
    interface.device.now = now
    interface.device.device.now = now
  }

  /// Looks at what went through the tap.
  mutating func inspect(_ ledger: inout Ledger) {
    for frame in interface.device.observer.take() {
      guard frame.bytes.count >= 42 else {
        ledger.note("\(side): a frame that nobody sent: \(frame)")
        continue
      }
      switch (frame.direction, number(frame.bytes, at: 12)) {
      case (.received, 0x0806): note(arp: frame.bytes)
      case (.received, 0x0800): inspect(received: frame.bytes, &ledger)
      case (.sent, 0x0806): inspect(arp: frame.bytes, &ledger)
      case (.sent, 0x0800): inspect(sent: frame.bytes, &ledger)
      case (.sent, _): ledger.note("\(side) sent a frame of another type")
      default: break
      }
    }
  }

  private mutating func note(arp frame: [UInt8]) {
    guard frame[28..<32].elementsEqual(side.other.address) else { return }
    told.insert(Array(frame[22..<28]))
  }

  /// The stack has no use for an echo reply, so it is looked for here.
  private func inspect(received frame: [UInt8], _ ledger: inout Ledger) {
    guard frame.count > 42, frame[23] == 1, frame[34] == 0,
      FrameChecksums(frame).valid == [.ipv4Header, .icmpv4],
      frame[0..<6].elementsEqual(side.hardware)
    else { return }
    ledger.answered(frame[42...], .ping, at: side)
  }

  private func inspect(arp frame: [UInt8], _ ledger: inout Ledger) {
    guard frame.count == 42, frame[22..<28].elementsEqual(side.hardware),
      frame[28..<32].elementsEqual(side.address), frame[6..<12].elementsEqual(side.hardware)
    else { return ledger.note("\(side) said about itself by ARP: \(frame)") }
  }

  private func inspect(sent frame: [UInt8], _ ledger: inout Ledger) {
    guard frame[26..<30].elementsEqual(side.address),
      frame[30..<34].elementsEqual(side.other.address)
    else { return ledger.note("\(side) sent a packet between others: \(frame)") }
    // The test's own requests know the address.
    guard frame[23] != 1 || frame[34] != 8 else { return }
    guard told.contains(Array(frame[0..<6])) else {
      return ledger.note("\(side) sent to hardware that nobody told: \(frame.prefix(6))")
    }
    guard frame[23] == 1 else { return }
    guard frame[34] == 0 else { return ledger.note("\(side) reported an error: \(frame)") }
    ledger.taken(frame[42...], .ping, at: side)
  }
}

/// An echo request between the stations, laid out by hand.
private func echoRequest(_ content: [UInt8], from side: Side) -> [UInt8] {
  let length = UInt16(28 + content.count)
  let packet: [UInt8] =
    [0x45, 0, UInt8(length >> 8), UInt8(length & 0xFF), 0, 0, 0x40, 0, 64, 1, 0, 0]
    + side.address + side.other.address + [8, 0, 0, 0, 0x4D, 0x4D, 0, 1] + content
  return FrameChecksums(side.other.hardware + side.hardware + [0x08, 0x00] + packet)
    .filled([.ipv4Header, .icmpv4])
}

extension IPv4Address {
  init(_ octets: [UInt8]) {
    self.init(octets[0], octets[1], octets[2], octets[3])
  }
}
