/// An ICMP message laid out by hand (RFC 792).
func icmp(
  type: UInt8, code: UInt8 = 0, rest: [UInt8] = [0, 0, 0, 0], _ data: [UInt8] = []
) -> [UInt8] {
  var message = [type, code, 0, 0] + rest + data
  message.replaceSubrange(2..<4, with: octets(naiveChecksum(message)))
  return message
}

/// An echo request from `station` to the board (RFC 792, Echo).
func echoRequest(
  from station: Station = .peer, identifier: UInt16 = 0x0102, sequence: UInt16 = 3,
  _ data: [UInt8] = []
) -> IPv4Bytes {
  IPv4Bytes(
    protocol: 1, from: station,
    icmp(type: 8, rest: octets(identifier) + octets(sequence), data))
}
