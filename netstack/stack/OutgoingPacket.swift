/// An IPv4 packet whose payload stands in its frame already.
struct OutgoingPacket {
  var `protocol`: IPProtocol
  var source: IPv4Address
  var destination: IPv4Address
  var typeOfService: UInt8 = 0
  var payloadLength: Int
}
