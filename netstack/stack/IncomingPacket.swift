/// An IPv4 packet for one of our raw sockets, lent where the device received it, or whole again
/// after it came in fragments.
public struct IncomingPacket: ~Escapable {
  public let socket: RawSocketID
  /// Its header was checked. If it carries ICMP, that message's length and checksum were, too; of
  /// any other protocol nothing was.
  public let packet: IPv4Packet
  /// Whether it was sent to many at once. Answering such a packet makes every host answer.
  public let isForGroup: Bool

  @_lifetime(copy packet)
  init(socket: RawSocketID, packet: IPv4Packet, isForGroup: Bool) {
    self.socket = socket
    self.packet = packet
    self.isForGroup = isForGroup
  }
}

/// What an application does with a packet inside `poll`.
public typealias PacketHandler = (_ packet: borrowing IncomingPacket) -> Void
