/// An IPv4 packet whose payload stands in its frame already.
struct OutgoingPacket {
  var `protocol`: IPProtocol
  var source: IPv4Address
  var destination: IPv4Address
  var typeOfService: UInt8 = 0
  /// Nil takes the interface's.
  var timeToLive: UInt8?
  var fragmentPolicy = FragmentPolicy.whenNeeded
  var payloadLength: Int
  /// Whether it is sent only because somebody sent to us.
  var isAnswer: Bool
}
