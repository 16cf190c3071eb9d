/// Received packets of raw sockets that wait until the application has time for them, oldest
/// first: what `DatagramRing` is to datagrams.
///
/// A packet takes its own length and 4 to 7 bytes more. What finds no room is dropped and counted.
public struct RawPacketRing<let byteCapacity: Int>: ~Copyable {
  private var ring = PacketRing<byteCapacity>()

  public init() {}

  /// The number of packets that are stored.
  public var count: Int { ring.count }
  public var isEmpty: Bool { ring.count == 0 }
  /// The length of the longest packet that there is room for in one piece.
  public var bytesFree: Int { ring.bytesFree }
  /// Packets that found no room; the number wraps.
  public var dropped: UInt32 { ring.dropped }

  /// Stores a copy of a packet, if there is room for all of it.
  /// - Returns: whether there was.
  @discardableResult
  public mutating func append(_ packet: borrowing IncomingPacket) -> Bool {
    ring.append(packet.packet, socket: packet.socket.index, isForGroup: packet.isForGroup)
  }

  /// Lends the oldest packet.
  /// - Returns: what `body` returns; nil when the ring is empty.
  @discardableResult
  public mutating func withFirst<Result>(
    _ body: (borrowing IncomingPacket) -> Result
  ) -> Result? {
    ring.withFirst { packet, header in
      // With a name: to serialise the borrow of a temporary crashes the optimiser of Swift 6.3.
      let incoming = IncomingPacket(
        socket: RawSocketID(index: header.socket), packet: packet,
        isForGroup: header.isForGroup)
      return body(incoming)
    }
  }

  /// Takes the oldest packet away, if there is one.
  public mutating func removeFirst() {
    ring.removeFirst()
  }

  public mutating func removeAll() {
    ring.removeAll()
  }
}
