/// Packets in the order of their arrival, each a copy in one piece; what has no room is dropped.
///
/// A record is four bytes that tell the packet's length and its socket, then the packet, padded to
/// a multiple of four. Records never wrap: one that does not fit behind the youngest goes to the
/// start, and leaves the rest of the end unused until the oldest ones have been taken from there.
///
/// `append` and `receive` copy in one pass; all else takes constant time. Methods that only read
/// the bytes are mutating too; see `IPv4Host`.
struct PacketRing<let byteCapacity: Int>: ~Copyable {
  static var headerLength: Int { 4 }
  /// What of the bytes is used: whole units of four.
  private static var capacity: Int { byteCapacity & ~3 }
  /// The longest packet of IPv4 (RFC 791 §3.1).
  private static var longestPacket: Int { 0xFFFF }
  /// One more than the greatest index of a socket that a record has room for.
  private static var socketLimit: Int { 0x8000 }

  private var bytes = InlineArray<byteCapacity, UInt8>(repeating: 0)
  private(set) var count = 0
  /// Wraps after 2³² packets.
  private(set) var dropped: UInt32 = 0
  /// Where the oldest record begins.
  private var first = 0
  /// Where the youngest record ends.
  private var next = 0
  /// Where the records at the end of the bytes end, while younger ones are at the start.
  private var end = 0

  /// Whether the youngest record lies before the oldest.
  private var isWrapped: Bool { count > 0 && next <= first }

  /// The length of the longest packet that there is room for.
  var bytesFree: Int {
    let room = isWrapped ? first &- next : max(Self.capacity &- next, first)
    return max(0, min(room &- Self.headerLength, Self.longestPacket))
  }

  /// What stands before a packet: its length, its socket, and whether it is for a group.
  struct Header {
    var length: Int
    var socket: Int
    var isForGroup: Bool

    /// The record's length.
    var recordLength: Int { (PacketRing.headerLength &+ length &+ 3) & ~3 }
  }

  /// - Returns: false when the packet was dropped.
  mutating func append(_ packet: IPv4Packet, socket: Int, isForGroup: Bool) -> Bool {
    let header = Header(length: packet.bytes.count, socket: socket, isForGroup: isForGroup)
    guard header.length <= Self.longestPacket, socket >= 0, socket < Self.socketLimit,
      let start = place(for: header.recordLength)
    else {
      dropped &+= 1
      return false
    }
    var target = bytes.mutableSpan
    target.store(UInt16(truncatingIfNeeded: header.length), at: start)
    let group: UInt16 = isForGroup ? 1 : 0
    target.store(UInt16(truncatingIfNeeded: socket) << 1 | group, at: start &+ 2)
    target.copy(packet.bytes, at: start &+ Self.headerLength)
    next = start &+ header.recordLength
    count &+= 1
    return true
  }

  /// Lends the oldest packet; nil when there is none.
  mutating func withFirst<Result>(_ body: (IPv4Packet, Header) -> Result?) -> Result? {
    guard count > 0 else { return nil }
    let header = firstHeader()
    let start = first &+ Self.headerLength
    // It was a packet when it was copied.
    guard
      let packet = try? IPv4Packet(
        bytes.span.extracting(start..<start &+ header.length), verifyingChecksum: false)
    else { return nil }
    return body(packet, header)
  }

  /// Takes the oldest packet away, if there is one.
  mutating func removeFirst() {
    guard count > 0 else { return }
    let isLastOfEnd = isWrapped && first &+ firstHeader().recordLength == end
    first = isLastOfEnd ? 0 : first &+ firstHeader().recordLength
    count &-= 1
    if count == 0 { (first, next) = (0, 0) }
  }

  mutating func removeAll() {
    (count, first, next) = (0, 0, 0)
  }

  private mutating func firstHeader() -> Header {
    let socket = bytes.span.uint16(at: first &+ 2)
    return Header(
      length: Int(bytes.span.uint16(at: first)), socket: Int(socket >> 1),
      isForGroup: socket & 1 != 0)
  }

  /// Where a record goes; nil when it has no room.
  private mutating func place(for length: Int) -> Int? {
    if isWrapped { return length <= first &- next ? next : nil }
    if length <= Self.capacity &- next { return next }
    guard length <= first else { return nil }
    end = next
    return 0
  }
}
