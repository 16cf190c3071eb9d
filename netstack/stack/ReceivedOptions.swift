/// The options of a received packet that mean something to a host: record route, timestamp and
/// source route (RFC 791 §3.1; RFC 1122 §3.2.1.8). All others are ignored, known or not.
///
/// A packet with bad options is dropped, as RFC 791 asks where an option has room for a part of an
/// entry only. Linux 6.18 drops it too, for all but bad hops, and mostly tells the sender of the
/// parameter problem (RFC 1122 §3.2.2.5), which this stack does not.
///
/// Only `writeReply` makes options from these, for replies. ICMP errors carry none: what triggered
/// them says nothing that can be relied on, and a stack that copied the source route of a packet
/// it had found bad could be written into by it (CVE-2019-12256).
struct ReceivedOptions: ~Escapable {
  /// Why a packet is dropped.
  enum Malformation: Error, CaseIterable {
    /// An option beyond the header, shorter than its own fields, or with a part of an entry.
    case length
    /// A second option of a kind that appears at most once; any two source routes.
    case repeated
    /// A pointer before the first entry, or into one.
    case pointer
    /// A full timestamp option that 15 hosts found full before (RFC 791 §3.1).
    case timestampOverflow
    /// A source route that goes on from here, which only a gateway would follow (RFC 1122 §3.3.5).
    case sourceRouteIncomplete
    /// A source route whose way back is no other host's: a hop is a group's address, ours or
    /// nobody's, or the last one of a strict route is not on our link.
    case sourceRouteHop
  }

  private let options: Span<UInt8>
  /// Where the data of each begins: 0 for one that there is not.
  private var recordRouteStart = 0
  private var timestampStart = 0
  private var sourceRouteStart = 0
  /// Whether every hop of the source route was to be the next one of the link.
  private(set) var isSourceRouteStrict = false
  let source: IPv4Address
  let subnet: IPv4Subnet

  /// Reads the options of a packet that is addressed to us.
  /// - Parameter subnet: our address and network.
  @_lifetime(copy packet)
  init(_ packet: IPv4Packet, subnet: IPv4Subnet) throws(Malformation) {
    options = packet.options
    source = packet.source
    self.subnet = subnet
    var iterator = IPv4Options(options)
    while let option = try iterator.nextOption() {
      let start = option.offset &+ 2
      switch option.kind {
      case .recordRoute:
        guard recordRouteStart == 0 else { throw .repeated }
        _ = try Self.nextEntry(of: .route, in: option.data)
        recordRouteStart = start
      case .timestamp:
        guard timestampStart == 0 else { throw .repeated }
        try Self.checkTimestamp(option.data)
        timestampStart = start
      case .looseSourceRoute, .strictSourceRoute:
        guard sourceRouteStart == 0 else { throw .repeated }
        isSourceRouteStrict = option.kind == .strictSourceRoute
        try Self.checkSourceRoute(option.data, isStrict: isSourceRouteStrict, subnet: subnet)
        sourceRouteStart = start
      default:
        break
      }
    }
  }

  /// What stands behind the type and length octets, the pointer first; empty without the option.
  var recordRoute: Span<UInt8> {
    @_lifetime(copy self) get { data(from: recordRouteStart) }
  }

  /// As `recordRoute`.
  var timestamp: Span<UInt8> {
    @_lifetime(copy self) get { data(from: timestampStart) }
  }

  /// As `recordRoute`: a route that was recorded to its end, which is here.
  var sourceRoute: Span<UInt8> {
    @_lifetime(copy self) get { data(from: sourceRouteStart) }
  }

  @_lifetime(copy self)
  private func data(from start: Int) -> Span<UInt8> {
    guard start >= 2 else { return options.extracting(first: 0) }
    // The length octet stands before the data, and was found to fit.
    return options.extracting(start..<start &- 2 &+ Int(options[start &- 1]))
  }
}

extension IPv4Options {
  @_lifetime(copy self)
  fileprivate mutating func nextOption() throws(ReceivedOptions.Malformation) -> Option? {
    do {
      return try next()
    } catch {
      throw .length
    }
  }
}

extension ReceivedOptions {
  /// How an option's data is divided, behind the type and length octets.
  struct Layout {
    /// The octets before the first entry.
    let headerLength: Int
    let entryLength: Int

    /// A pointer, then addresses.
    static let route = Layout(headerLength: 1, entryLength: 4)
    /// A pointer, overflow and flag, then timestamps.
    static let times = Layout(headerLength: 2, entryLength: 4)
    /// A pointer, overflow and flag, then addresses with timestamps.
    static let timesWithAddresses = Layout(headerLength: 2, entryLength: 8)
  }

  /// What a timestamp option asks for (RFC 791 §3.1).
  enum TimestampFlag: UInt8 {
    case timeOnly = 0
    case timeAndAddress = 1
    case prespecifiedAddress = 3

    /// - Parameter octet: overflow and flag.
    init?(octet: UInt8) { self.init(rawValue: octet & 0x0F) }

    var layout: Layout { self == .timeOnly ? .times : .timesWithAddresses }
  }

  /// Where the next entry goes.
  /// - Returns: an offset with room for an entry behind it, or nil when the option is full.
  static func nextEntry(of layout: Layout, in data: Span<UInt8>) throws(Malformation) -> Int? {
    guard data.count >= layout.headerLength,
      (data.count &- layout.headerLength) % layout.entryLength == 0
    else { throw .length }
    // The pointer counts from 1 at the type octet.
    let offset = Int(data[0]) &- 3
    guard offset >= layout.headerLength else { throw .pointer }
    guard offset < data.count else { return nil }
    guard (offset &- layout.headerLength) % layout.entryLength == 0 else { throw .pointer }
    return offset
  }

  private static func checkTimestamp(_ data: Span<UInt8>) throws(Malformation) {
    guard data.count >= 2 else { throw .length }
    // What asks for something unknown is not answered.
    guard let flag = TimestampFlag(octet: data[1]) else { return }
    let isFull = try nextEntry(of: flag.layout, in: data) == nil
    guard !isFull || flag == .prespecifiedAddress || data[1] >> 4 < 15 else {
      throw .timestampOverflow
    }
  }

  private static func checkSourceRoute(
    _ data: Span<UInt8>, isStrict: Bool, subnet: IPv4Subnet
  ) throws(Malformation) {
    guard try nextEntry(of: .route, in: data) == nil else { throw .sourceRouteIncomplete }
    var last: IPv4Address?
    for index in 0..<hopCount(data) {
      let hop = hop(index, of: data)
      guard hop.isUnicast, hop != subnet.address, !subnet.isBroadcast(hop),
        !subnet.isNetworkAddress(hop)
      else { throw .sourceRouteHop }
      last = hop
    }
    if isStrict, let last, !subnet.contains(last) { throw .sourceRouteHop }
  }

  static func hopCount(_ route: Span<UInt8>) -> Int {
    (route.count &- Layout.route.headerLength) / Layout.route.entryLength
  }

  static func hop(_ index: Int, of route: Span<UInt8>) -> IPv4Address {
    let offset = Layout.route.headerLength &+ index &* Layout.route.entryLength
    return IPv4Address(rawValue: route.uint32(at: offset))
  }
}
