/// A bound UDP socket: the right to send from its port, and what its datagrams are told apart by.
///
/// Closing consumes it, so a socket can't be used after it is closed. `bind` makes it and its
/// interface must close it; a socket that is dropped keeps its port.
public struct UDPSocket: ~Copyable {
  public let id: UDPSocketID
}

/// The name of a socket, for comparing.
public struct UDPSocketID: Equatable, Sendable, BitwiseCopyable {
  private let place: UInt16

  init(index: Int) {
    place = UInt16(truncatingIfNeeded: index)
  }

  /// Where its table has it.
  var index: Int { Int(place) }
}

/// How a socket sends and what it takes.
public struct UDPSocketOptions: Equatable, Sendable {
  // All in one word, to be handed on in one register: time to live, type of service, policy, and
  // what is not done. All zero bits are the default.
  private var word: UInt32 = 0

  private static var sendsNoChecksum: UInt32 { 1 << 18 }
  private static var refusesMissingChecksum: UInt32 { 1 << 19 }

  public init() {}

  /// Of what it sends, at least 1, which 0 becomes; nil takes the interface's
  /// (RFC 1122 §3.2.1.7).
  public var timeToLive: UInt8? {
    get {
      let value = UInt8(truncatingIfNeeded: word)
      return value == 0 ? nil : value
    }
    set { word = word & ~0xFF | UInt32(newValue.map { max(1, $0) } ?? 0) }
  }

  /// Of what it sends (RFC 1122 §3.2.1.6).
  public var typeOfService: UInt8 {
    get { UInt8(truncatingIfNeeded: word >> 8) }
    set { word = word & ~0xFF00 | UInt32(newValue) << 8 }
  }

  /// Who fragments what it sends.
  public var fragmentPolicy: FragmentPolicy {
    get {
      switch word >> 16 & 3 {
      case 0: .whenNeeded
      case 1: .byRouters
      default: .never
      }
    }
    set {
      let bits: UInt32 =
        switch newValue {
        case .whenNeeded: 0
        case .byRouters: 1
        case .never: 2
        }
      word = word & ~(3 << 16) | bits << 16
    }
  }

  /// Whether it sends checksums. Without them nobody notices damaged data (RFC 1122 §4.1.3.4).
  public var sendsChecksum: Bool {
    get { word & Self.sendsNoChecksum == 0 }
    set { set(Self.sendsNoChecksum, !newValue) }
  }

  /// Whether it takes datagrams without a checksum (RFC 1122 §4.1.3.4).
  public var acceptsMissingChecksum: Bool {
    get { word & Self.refusesMissingChecksum == 0 }
    set { set(Self.refusesMissingChecksum, !newValue) }
  }

  private mutating func set(_ bit: UInt32, _ isSet: Bool) {
    word = isSet ? word | bit : word & ~bit
  }
}

/// What the network said of a datagram that a socket sent (RFC 1122 §4.1.3.3).
///
/// Unreachable networks and hosts may be back at any time: a hint, and no proof (§3.2.2.1).
public struct UDPSocketError: Equatable, Sendable {
  // In an order without padding.

  /// Where the datagram was to go.
  public let destination: Endpoint
  /// Destination unreachable, time exceeded or parameter problem.
  public let type: ICMPv4Type
  public let code: UInt8
  /// Who says so.
  public let reporter: IPv4Address
  /// 0 is none.
  private let unit: UInt32

  /// When the datagram was too long for its path: the longest packet that goes there now, its IPv4
  /// header and UDP header included (RFC 1191 §6.2).
  public var maximumTransmissionUnit: Int? { unit == 0 ? nil : Int(unit) }

  init(
    type: ICMPv4Type, code: UInt8, reporter: IPv4Address, destination: Endpoint,
    maximumTransmissionUnit: Int?
  ) {
    self.type = type
    self.code = code
    self.reporter = reporter
    self.destination = destination
    unit = UInt32(clamping: maximumTransmissionUnit ?? 0)
  }

  /// No error: an echo reply is none. All zero bits.
  static var none: UDPSocketError {
    UDPSocketError(
      type: .echoReply, code: 0, reporter: .unspecified,
      destination: Endpoint(.unspecified, port: 0), maximumTransmissionUnit: nil)
  }
}

/// Why a socket could not be bound or connected.
public enum BindError: Error {
  /// Another socket has the port at the same address and peer.
  case portInUse
  /// Every ephemeral port is in use.
  case noPortLeft
  /// The interface has no room for one more socket; its capacity is part of its type.
  case tooManySockets
  /// The address is not one of the interface's.
  case notOurAddress
  /// Not an address and port of one other host.
  case invalidPeer
}

/// Why a socket could not join a multicast group.
public enum GroupError: Error {
  /// Not the address of a group, or one that everybody is in.
  case notAGroup
  /// The socket is in the group already.
  case alreadyJoined
  /// The interface has no room for one more group; its capacity is part of its type.
  case tooManyGroups
  /// The device can't filter for one more address.
  case filterFull
}

/// Why a datagram was not sent. Nothing was kept of it.
public enum SendError: Error {
  /// The interface has no address yet.
  case noAddress
  /// Not an address and port that a datagram can go to.
  case invalidDestination
  /// Neither our link nor the gateway leads there.
  case noRoute
  /// Longer than can be sent: see `datagramCapacity` of `Interface`.
  case tooLong
  /// Options of IPv4 that are longer than 40 bytes, or whose lengths contradict each other.
  case invalidOptions
  /// The device has no transmit slot free; try again after the next `poll`.
  case noTransmitSlot
  /// The next hop is being asked for, and no place to hold the packet is configured; try again
  /// later.
  case neighborUnresolved
  /// Too many neighbors are being resolved; try again later.
  case neighborsFull
  /// The body sent nothing.
  case discarded
}
