/// The payload of one datagram that is too long for a frame, while it goes out in fragments.
///
/// There is room for one: a datagram that comes while another is on its way is refused. It leaves
/// in one or a few polls, or when its neighbor is given up.
///
/// Methods that only read are mutating too; see `IPv4Host`.
struct FragmentQueue<let byteCapacity: Int>: ~Copyable {
  // In an order without padding.

  private var bytes = InlineArray<byteCapacity, UInt8>(repeating: 0)
  private var options = OptionsBuffer()
  /// Done when the queue is free.
  private var sequence = FragmentSequence()
  private var source = IPv4Address.unspecified
  private var destination = IPv4Address.unspecified
  /// Unspecified when the frame goes to `station`.
  private(set) var neighbor = IPv4Address.unspecified
  private(set) var station = MACAddress.zero
  private var identification: UInt16 = 0
  private var typeOfService: UInt8 = 0
  private var timeToLive: UInt8 = 0
  private var `protocol` = IPProtocol(rawValue: 0)

  mutating func isFree() -> Bool { sequence.isDone }

  /// Lends the room for a payload.
  mutating func withPayload<Result: ~Copyable>(
    _ body: (inout MutableSpan<UInt8>) -> Result
  ) -> Result {
    var span = bytes.mutableSpan
    return body(&span)
  }

  /// Queues the payload that stands in the room.
  /// - Parameter options: at most 40 bytes, a multiple of 4.
  /// - Returns: false when it can't be cut for such a link.
  mutating func begin(
    _ header: IPv4Header, options: Span<UInt8>, payloadLength: Int, to nextHop: NextHop,
    maximumTransmissionUnit: Int
  ) -> Bool {
    guard payloadLength <= byteCapacity,
      let sequence = FragmentSequence(
        payloadLength: payloadLength,
        headerLength: IPv4Packet.minimumHeaderLength &+ options.count,
        maximumTransmissionUnit: maximumTransmissionUnit)
    else { return false }
    self.options.replace(with: options)
    self.sequence = sequence
    source = header.source
    destination = header.destination
    identification = header.identification
    typeOfService = header.typeOfService
    timeToLive = header.timeToLive
    `protocol` = header.protocol
    switch nextHop {
    case .neighbor(let address): neighbor = address
    case .station(let hardware): (neighbor, station) = (.unspecified, hardware)
    }
    return true
  }

  /// Writes the next fragment behind where the Ethernet header goes.
  /// - Returns: the length of the frame.
  @_lifetime(frame: copy frame)
  mutating func writeNext(to frame: inout MutableSpan<UInt8>, computingChecksum: Bool) -> Int? {
    var rest = sequence
    guard let fragment = rest.next() else { return nil }
    let start = OutgoingFrame.optionsOffset &+ options.count
    let length = start &+ fragment.length
    guard length <= frame.count else { return nil }
    if options.count > 0 {
      if fragment.offset > 0 { options.blankUncopied() }
      frame.copy(options.span, at: OutgoingFrame.optionsOffset)
    }
    let end = fragment.offset &+ fragment.length
    frame.copy(bytes.span.extracting(fragment.offset..<end), at: start)
    IPv4Header(
      typeOfService: typeOfService, identification: identification,
      moreFragments: fragment.moreFragments, fragmentOffset: fragment.offset,
      timeToLive: timeToLive, protocol: `protocol`, source: source, destination: destination
    )
    .write(
      to: &frame, at: EthernetFrame.headerLength, optionsLength: options.count,
      payloadLength: fragment.length, computingChecksum: computingChecksum)
    sequence = rest
    return length
  }

  /// Gives the datagram up.
  mutating func drop() {
    sequence = FragmentSequence()
  }
}

/// Where a packet goes first.
enum NextHop {
  case station(MACAddress)
  case neighbor(IPv4Address)
}
