/// Packets that wait for a neighbor's hardware address, the latest one for each neighbor
/// (RFC 1122 §2.3.2.2).
///
/// When all places are taken, the packet that has waited longest makes room: it is the one whose
/// neighbor is the least likely to answer. An answer takes nobody's place, or a flood of questions
/// from hosts that do not exist could push out what we send of our own accord.
///
/// Methods that only read are mutating too; see `IPv4Host`.
struct HeldPackets<let capacity: Int>: ~Copyable {
  /// The longest frame, and 2 bytes so that no padding follows: Swift copies padded elements one by
  /// one, and then builds the whole array on the stack before it moves it to its place.
  static var byteCapacity: Int { 1516 }

  private struct Packet {
    /// Unspecified, which is no next hop, when the place is free.
    var nextHop = IPv4Address.unspecified
    var length = 0
    var order: UInt32 = 0
    /// Of `byteCapacity`.
    var bytes = InlineArray<1516, UInt8>(repeating: 0)

    mutating func store(_ frame: Span<UInt8>) {
      length = frame.count
      var target = bytes.mutableSpan
      target.copy(frame, at: 0)
    }
  }

  private var packets = InlineArray<capacity, Packet>(repeating: Packet())
  private var nextOrder: UInt32 = 0

  enum Displacement {
    case none
    case replaced
    case evicted
    /// There is no place, or the frame is longer than one.
    case refused
  }

  /// Takes a copy of a frame, whose Ethernet header is yet to be written.
  /// - Parameter evicting: whether another neighbor's packet makes room.
  mutating func hold(
    _ frame: Span<UInt8>, for nextHop: IPv4Address, evicting: Bool = true
  ) -> Displacement {
    guard frame.count <= 1514 else { return .refused }
    guard let (index, displacement) = place(for: nextHop, evicting: evicting) else {
      return .refused
    }
    packets[index].nextHop = nextHop
    packets[index].order = nextOrder
    packets[index].store(frame)
    nextOrder &+= 1
    return displacement
  }

  /// Copies the frame that is held for `nextHop` into `slot` and frees its place.
  /// - Returns: the frame's length, or nil when none is held that fits.
  @_lifetime(slot: copy slot)
  mutating func release(_ nextHop: IPv4Address, into slot: inout MutableSpan<UInt8>) -> Int? {
    guard let index = index(of: nextHop) else { return nil }
    let length = packets[index].length
    guard length <= slot.count else { return nil }
    packets[index].nextHop = .unspecified
    slot.copy(packets[index].bytes.span.extracting(first: length), at: 0)
    return length
  }

  /// The first next hop that packets are held for and that fits.
  mutating func first(where predicate: (IPv4Address) -> Bool) -> IPv4Address? {
    for index in packets.indices.rolled where packets[index].nextHop != .unspecified {
      let nextHop = packets[index].nextHop
      if predicate(nextHop) { return nextHop }
    }
    return nil
  }

  mutating func count() -> Int {
    var count = 0
    for index in packets.indices.rolled where packets[index].nextHop != .unspecified { count &+= 1 }
    return count
  }

  /// - Returns: whether a packet was held for `nextHop`.
  mutating func drop(_ nextHop: IPv4Address) -> Bool {
    guard let index = index(of: nextHop) else { return false }
    packets[index].nextHop = .unspecified
    return true
  }

  private mutating func index(of nextHop: IPv4Address) -> Int? {
    for index in packets.indices.rolled where packets[index].nextHop == nextHop { return index }
    return nil
  }

  private mutating func place(
    for nextHop: IPv4Address, evicting: Bool
  ) -> (Int, Displacement)? {
    if let index = index(of: nextHop) { return (index, .replaced) }
    if let index = index(of: .unspecified) { return (index, .none) }
    guard capacity > 0, evicting else { return nil }
    var oldest = 0
    for index in packets.indices.rolled
    where nextOrder &- packets[index].order > nextOrder &- packets[oldest].order {
      oldest = index
    }
    return (oldest, .evicted)
  }
}
