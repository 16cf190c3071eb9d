import Attacks
import Link
import NetStack
import SeededRandom
import Services
import Wrappers

/// A stack at one end of the simulated link, with every service in use.
struct SoakStation: ~Copyable {
  typealias Device = FaultInjector<SoakDevice, SplitMix64>

  let side: Side
  var interface: StandardInterface<Device>
  /// When it wants to be polled again, in microseconds.
  private(set) var deadline: UInt64?
  private(set) var polls: UInt64 = 0

  private let echo: UDPEcho
  let client: UDPSocket
  /// Keeps what comes until it is drained.
  private let log: UDPSocket
  private var logged = DatagramRing<4096>()
  let listener: UDPSocket
  private(set) var heardInGroup = 0
  let raw: RawSocket
  private var rawPackets = RawPacketRing<2048>()
  private let echoSocket: RawSocket
  private var pinger: PingClient<4>
  /// A socket that comes and goes.
  var transient: UDPSocket?
  /// When an address that was lost to another station is tried for again.
  private var retry: UInt64?
  private(set) var conflicts = 0
  /// How much was taken when the address was there and nothing else had happened.
  let initial: InterfaceOccupancy

  init(_ side: Side, seed: UInt64) throws {
    var configuration = InterfaceConfiguration(subnet: side.subnet)
    configuration.seed = seed
    let device = SoakDevice(hardwareAddress: side.station.hardware)
    var interface = StandardInterface<Device>(
      device: Device(device, random: SplitMix64(seed: seed)), configuration: configuration)
    let echo = try UDPEcho(on: &interface)
    let client = try interface.bind(port: 0)
    let log = try interface.bind(port: Self.logPort)
    let listener = try interface.bind(port: Self.groupPort)
    let raw = try interface.bindRaw(Self.protocol)
    let echoSocket = try interface.bindEcho()
    pinger = PingClient(
      on: echoSocket.id, identifier: interface.identifier(of: echoSocket) ?? 0,
      PingConfiguration(destination: side.other.address, count: 0), at: .start)
    // The address is not there yet: nobody else must have it.
    var initial = interface.occupancy(at: .start)
    initial.addresses = 1
    self.initial = initial
    self.echo = echo
    self.client = client
    self.log = log
    self.listener = listener
    self.raw = raw
    self.echoSocket = echoSocket
    self.side = side
    self.interface = interface
  }

  static var logPort: UInt16 { 514 }
  static var groupPort: UInt16 { 5353 }
  /// For experiments (RFC 3692 §2.1).
  static var `protocol`: IPProtocol { IPProtocol(rawValue: 253) }

  // MARK: The application

  /// Starts a run of pings; one that is under way goes on.
  mutating func startPings(_ configuration: PingConfiguration, at now: Instant) {
    guard pinger.isFinished() else { return }
    pinger = PingClient(
      on: echoSocket.id, identifier: interface.identifier(of: echoSocket) ?? 0, configuration,
      at: now)
  }

  mutating func isPinging() -> Bool { !pinger.isFinished() }
  var pings: PingStatistics { pinger.statistics }

  /// Empties the rings.
  mutating func drain() {
    while logged.withFirst({ _ in true }) != nil { logged.removeFirst() }
    while rawPackets.withFirst({ _ in true }) != nil { rawPackets.removeFirst() }
  }

  /// The datagrams and packets in the rings.
  var keptCount: Int { logged.count + rawPackets.count }

  /// Closes the socket that comes and goes.
  mutating func closeTransient(at now: Instant) {
    guard let socket = transient.take() else { return }
    interface.close(socket, at: now)
  }

  // MARK: The loop

  /// Polls until there is nothing left to do at `now`.
  mutating func poll(at now: UInt64, _ ledger: inout SoakLedger) {
    let instant = Instant(microseconds: now)
    interface.device.now = now
    if let due = retry, due <= now {
      retry = nil
      _ = interface.restartAddress(side.address, at: instant)
    }
    // 16 frames a poll, and at most 176 can be there.
    for _ in 0..<64 {
      polls += 1
      while pinger.expire(at: instant) != nil {}
      pinger.sendDue(from: echoSocket, on: &interface, at: instant)
      let next = pollInterface(at: instant, &ledger)
      ledger.expect(
        next.map { $0 >= instant } ?? true, "\(side): a deadline of the past: \(next as Any)")
      followAddresses(at: now)
      let due = [next, pinger.nextDeadline(), retry.map(Instant.init(microseconds:))]
        .compactMap(\.self).min()
      deadline = due?.microseconds
      guard let due, due <= instant else { return }
    }
    // What can't be sent now is tried again when a slot is free.
    ledger.expect(interface.device.device.isStalled, "\(side) still has work after 64 polls")
    deadline = nil
  }

  private mutating func pollInterface(
    at now: Instant, _ ledger: inout SoakLedger
  ) -> Instant? {
    interface.poll(at: now) { datagram, slot in
      if echo.owns(datagram) { return echo.answer(datagram, slot) }
      if datagram.socket == log.id {
        logged.append(datagram)
      } else if datagram.socket == listener.id {
        heardInGroup += 1
      } else if datagram.socket == client.id, datagram.source.port == UDPEcho.port {
        ledger.answer(Array(copying: datagram.payload))
      }
      return slot.discard()
    } packets: { packet in
      if packet.socket == raw.id { rawPackets.append(packet) }
      _ = pinger.receive(packet, at: now)
    }
  }

  private mutating func followAddresses(at now: UInt64) {
    while let (address, event) = interface.nextAddressEvent() {
      switch event {
      case .acquired: break
      case .conflict: conflicts += 1
      case .defeated:
        conflicts += 1
        // A station that gave up tries again after a minute, as RFC 5227 §2.1.1 has it after ten
        // conflicts.
        if address == side.address { retry = now + 60_000_000 }
      }
    }
  }
}

extension Array where Element == UInt8 {
  init(copying span: Span<UInt8>) {
    self = span.indices.map { span[$0] }
  }
}
