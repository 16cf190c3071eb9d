/// A UDP datagram whose payload stands in its frame already.
struct OutgoingDatagram {
  var sourcePort: UInt16
  /// Nil takes the address of the interface.
  var source: IPv4Address?
  var destination: Endpoint
  var options: UDPSocketOptions
  var length: Int
  /// The payload's sum; nil when it has not been summed yet.
  var sum: InternetChecksum?
  /// Whether it is sent only because somebody sent to us.
  var isAnswer: Bool
}
