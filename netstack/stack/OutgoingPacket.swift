/// An IPv4 packet whose payload stands in its frame already, or in the queue of fragments.
struct OutgoingPacket {
  /// Unspecified while it is to be chosen.
  var source = IPv4Address.unspecified
  var destination = IPv4Address.unspecified
  var payloadLength = 0
  var `protocol` = IPProtocol(rawValue: 0)
  var typeOfService: UInt8 = 0
  /// Nil takes the interface's.
  var timeToLive: UInt8?
  var fragmentPolicy = FragmentPolicy.whenNeeded
  /// Whether it is sent only because somebody sent to us.
  var isAnswer = false
  /// Whether it is an error of ICMP.
  var isError = false
  /// Whether its payload stands in the queue.
  var isQueued = false
}
