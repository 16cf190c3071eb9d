import Link
import NetStack
import Testing

/// What an interface did with one frame.
struct Reaction {
  let outcome: FrameOutcome
  let sent: [[UInt8]]
}

/// An interface with a test device and a clock that stands until it is told to go on.
struct FeatureHost<
  Features: StackFeatures, let neighbors: Int, let held: Int, let sockets: Int,
  let reassemblies: Int, let datagram: Int
>: ~Copyable {
  var interface:
    Interface<TestDevice, Features, 4, neighbors, held, sockets, 2, 2, 4, reassemblies, datagram>
  var now: Instant
  /// What the last poll returned.
  private(set) var deadline: Instant?

  init(
    _ device: TestDevice = TestDevice(), subnet: IPv4Subnet? = .board,
    gateway: IPv4Address? = IPv4Address(192, 0, 2, 254), start: UInt64 = 0,
    _ configure: (inout InterfaceConfiguration) -> Void = { _ in }
  ) {
    var configuration = InterfaceConfiguration(subnet: subnet, gateway: gateway)
    configure(&configuration)
    interface = Interface(device: device, configuration: configuration)
    now = Instant(microseconds: start)
  }

  mutating func advance(_ duration: NetStack.Duration) {
    now = now + duration
  }

  /// Polls at the present time.
  /// - Returns: what was sent.
  @discardableResult
  mutating func poll(_ handler: DatagramHandler = { _, slot in slot.discard() }) -> [[UInt8]] {
    deadline = interface.poll(at: now, handler)
    return interface.device.takeSent()
  }

  /// Polls with these frames on the device.
  /// - Returns: what was sent.
  @discardableResult
  mutating func exchange(
    _ frames: [UInt8]..., handler: DatagramHandler = { _, slot in slot.discard() }
  ) -> [[UInt8]] {
    for frame in frames { interface.device.arrive(frame) }
    return poll(handler)
  }

  /// Takes in one frame, which must raise the counter of one outcome by one.
  mutating func react(
    to frame: [UInt8], handler: DatagramHandler = { _, slot in slot.discard() },
    sourceLocation: SourceLocation = #_sourceLocation
  ) -> Reaction {
    let before = interface.counters
    let sent = exchange(frame, handler: handler)
    let after = interface.counters
    let raised = FrameOutcome.allCases.filter { after[$0] != before[$0] }
    #expect(raised.count == 1, "outcomes: \(raised)", sourceLocation: sourceLocation)
    if let only = raised.first {
      #expect(after[only] == before[only] &+ 1, sourceLocation: sourceLocation)
    }
    return Reaction(outcome: raised.first ?? .delivered, sent: sent)
  }

  /// The outcome of one frame.
  mutating func outcome(
    of frame: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
  ) -> FrameOutcome {
    react(to: frame, sourceLocation: sourceLocation).outcome
  }

  /// Lets the interface learn the address of a neighbor, by its request for ours.
  mutating func meet(_ stations: Station...) {
    for station in stations { exchange(ARPBytes.request(from: station)) }
  }

  /// Binds a port for as long as the host lives.
  mutating func open(_ port: UInt16) throws {
    _ = try interface.bind(port: port)
  }

  /// Sends a payload from a socket.
  mutating func send(
    _ payload: [UInt8] = [1, 2, 3], from socket: borrowing UDPSocket, to address: [UInt8],
    port: UInt16 = 9
  ) throws(SendError) {
    try interface.send(
      payload.span, from: socket, to: Endpoint(IPv4Address(address), port: port), at: now)
  }
}

/// All but the announcements of addresses, which would mingle with what a test looks for.
enum QuietFeatures: StackFeatures {
  static var detectsAddressConflicts: Bool { false }
}

/// As `QuietFeatures`, and follows redirects.
enum RedirectableFeatures: StackFeatures {
  static var detectsAddressConflicts: Bool { false }
  static var followsRedirects: Bool { true }
}

typealias Host<
  let neighbors: Int, let held: Int, let sockets: Int, let reassemblies: Int, let datagram: Int
> = FeatureHost<QuietFeatures, neighbors, held, sockets, reassemblies, datagram>

/// The capacities of a small device.
typealias BoardHost = Host<8, 2, 4, 2, 8256>

extension IPv4Subnet {
  /// 192.0.2.2/24, as in the captures.
  static var board: IPv4Subnet? { IPv4Subnet(IPv4Address(192, 0, 2, 2), prefixLength: 24) }
}

extension IPv4Address {
  init(_ octets: [UInt8]) {
    self.init(octets[0], octets[1], octets[2], octets[3])
  }
}
