/// A UDP datagram laid out by hand (RFC 768). What is nil is computed.
struct UDPBytes {
  var sourcePort: UInt16 = 40000
  var destinationPort: UInt16 = 7
  var length: UInt16?
  var checksum: UInt16?
  var source = Station.peer.address
  var destination = Station.board.address
  var payload: [UInt8] = []

  var datagram: [UInt8] {
    let length = length ?? UInt16(8 + payload.count)
    let ports = octets(sourcePort) + octets(destinationPort)
    let pseudoHeader = source + destination + [0, 17] + octets(length)
    let sum = naiveChecksum(pseudoHeader + ports + octets(length) + payload)
    return ports + octets(length) + octets(checksum ?? (sum == 0 ? 0xFFFF : sum)) + payload
  }

  /// The datagram in a packet between its addresses.
  var packet: IPv4Bytes {
    var packet = IPv4Bytes(protocol: 17, datagram)
    packet.source = source
    packet.destination = destination
    return packet
  }

  var frame: [UInt8] { packet.frame }
}

/// A datagram from `station` to a port of the board.
func udp(
  from station: Station = .peer, port source: UInt16 = 40000, to destination: UInt16 = 7,
  _ payload: [UInt8] = []
) -> IPv4Bytes {
  var packet = UDPBytes(
    sourcePort: source, destinationPort: destination, source: station.address, payload: payload
  ).packet
  packet.frameSource = station.hardware
  return packet
}
