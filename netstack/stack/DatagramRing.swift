/// Received datagrams that wait until the application has time for them, oldest first.
///
/// The handler of `poll` copies into it what it is lent, and the application takes from it later
/// the very same `IncomingDatagram`, with the packet that carried it:
///
/// ```swift
/// interface.poll(at: now) { datagram, slot in
///   ring.append(datagram)
///   return slot.discard()
/// }
/// while !ring.isEmpty {
///   ring.withFirst { datagram in process(datagram) }
///   ring.removeFirst()
/// }
/// ```
///
/// It belongs to the application. One for each socket lets no socket starve another; one for many
/// shares the room, and the datagrams tell their sockets.
///
/// A datagram outlives its socket: take those of a socket out before it is closed, since the next
/// one that is bound may get its name.
///
/// - **Room**: a datagram takes the length of its whole packet, 28 bytes more than its payload
///   without options, and 4 to 7 bytes more. It is stored whole or not at all.
/// - **Policy**: what finds no room is dropped and counted; what is stored is never displaced.
/// - **Cost**: one copy of the packet, and constant time for all else. Nothing is allocated.
public struct DatagramRing<let byteCapacity: Int>: ~Copyable {
  private var ring = PacketRing<byteCapacity>()

  public init() {}

  /// The number of datagrams that are stored.
  public var count: Int { ring.count }
  public var isEmpty: Bool { ring.count == 0 }
  /// The length of the longest packet, headers and all, that there is room for in one piece.
  public var bytesFree: Int { ring.bytesFree }
  /// Datagrams that found no room; the number wraps.
  public var dropped: UInt32 { ring.dropped }

  /// Stores a copy of a datagram, if there is room for all of it.
  /// - Returns: whether there was.
  @discardableResult
  public mutating func append(_ datagram: borrowing IncomingDatagram) -> Bool {
    ring.append(
      datagram.packet, socket: datagram.socket.index, isForGroup: datagram.isForGroup)
  }

  /// Lends the oldest datagram.
  /// - Returns: what `body` returns; nil when the ring is empty.
  @discardableResult
  public mutating func withFirst<Result>(
    _ body: (borrowing IncomingDatagram) -> Result
  ) -> Result? {
    ring.withFirst { packet, header in
      // With a name: to serialise the borrow of a temporary crashes the optimiser of Swift 6.3.
      let incoming = IncomingDatagram(
        socket: UDPSocketID(index: header.socket), packet: packet, isForGroup: header.isForGroup)
      return body(incoming)
    }
  }

  /// Takes the oldest datagram away, if there is one.
  public mutating func removeFirst() {
    ring.removeFirst()
  }

  public mutating func removeAll() {
    ring.removeAll()
  }

  /// Copies the payload of the oldest datagram into `buffer` and takes the datagram away.
  ///
  /// What `buffer` has no room for is lost.
  /// - Returns: what was copied; nil when the ring is empty.
  @_lifetime(buffer: copy buffer)
  public mutating func receive(into buffer: inout MutableSpan<UInt8>) -> ReceivedDatagram? {
    let received = withFirst { datagram in
      let copied = min(datagram.payload.count, buffer.count)
      buffer.copy(datagram.payload.extracting(first: copied), at: 0)
      return ReceivedDatagram(
        socket: datagram.socket, source: datagram.source, destination: datagram.destination,
        isForGroup: datagram.isForGroup, byteCount: copied,
        payloadLength: datagram.payload.count)
    }
    removeFirst()
    return received
  }
}
