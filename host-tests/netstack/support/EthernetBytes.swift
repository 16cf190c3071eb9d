/// An Ethernet II frame laid out by hand (RFC 894).
func ethernet(
  to destination: [UInt8] = Station.board.hardware, from source: [UInt8] = Station.peer.hardware,
  type: UInt16 = 0x0800, _ payload: [UInt8]
) -> [UInt8] {
  destination + source + octets(type) + payload
}

extension [UInt8] {
  /// The frame as a device puts it on the wire: at least 60 bytes.
  var padded: [UInt8] {
    self + [UInt8](repeating: 0, count: Swift.max(0, 60 - count))
  }

  init(copying span: Span<UInt8>) {
    self = []
    reserveCapacity(span.count)
    for index in span.indices { append(span[index]) }
  }
}
