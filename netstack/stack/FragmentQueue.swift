/// The payload of one datagram that is too long for a frame, while it goes out in fragments.
///
/// There is room for one: a datagram that comes while another is on its way is refused. It leaves
/// in one or a few polls, or when its neighbor is given up.
///
/// Methods that only read are mutating too; see `IPv4Host`.
struct FragmentQueue<let byteCapacity: Int>: ~Copyable {
  private var bytes = InlineArray<byteCapacity, UInt8>(repeating: 0)
  private var header = IPv4Header(
    timeToLive: 0, protocol: IPProtocol(rawValue: 0), source: .unspecified,
    destination: .unspecified)
  private var options = OptionsBuffer()
  private var sequence = FragmentSequence()
  /// The next fragment, unless the queue is free.
  private var next = FragmentSequence.Fragment(offset: 0, length: 0, moreFragments: false)
  private var isBusy = false
  /// Unspecified when the frame goes to `station`.
  private(set) var neighbor = IPv4Address.unspecified
  private(set) var station = MACAddress.zero

  mutating func isFree() -> Bool { !isBusy }

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
    advance()
    self.header = header
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
    guard isBusy else { return nil }
    let fragment = next
    let start = OutgoingFrame.optionsOffset &+ options.count
    let length = start &+ fragment.length
    guard length <= frame.count else { return nil }
    if options.count > 0 {
      if fragment.offset > 0 { options.blankUncopied() }
      frame.copy(options.span, at: OutgoingFrame.optionsOffset)
    }
    let end = fragment.offset &+ fragment.length
    frame.copy(bytes.span.extracting(fragment.offset..<end), at: start)
    header.fragmentOffset = fragment.offset
    header.moreFragments = fragment.moreFragments
    header.write(
      to: &frame, at: EthernetFrame.headerLength, optionsLength: options.count,
      payloadLength: fragment.length, computingChecksum: computingChecksum)
    advance()
    return length
  }

  private mutating func advance() {
    let fragment = sequence.next()
    isBusy = fragment != nil
    if let fragment { next = fragment }
  }

  /// Gives the datagram up.
  mutating func drop() {
    isBusy = false
  }
}

/// Where a packet goes first.
enum NextHop {
  case station(MACAddress)
  case neighbor(IPv4Address)
}
