/// What grows while the cost of a packet is counted.
enum ScalingCase: String, CaseIterable {
  /// Open sockets, in a table that they fill; the datagrams go to all of them.
  case sockets
  /// Known neighbors, in a table that they fill; the datagrams come from all of them.
  case neighbors
  /// Routes; the datagrams come from behind the last.
  case routes
  /// Datagrams that wait for their fragments while others arrive in two.
  case reassemblies
  /// Bytes of payload of a datagram to the echo port.
  case udpPayload = "udp-payload"
  /// Bytes of payload of a ping.
  case pingPayload = "ping-payload"

  var sizes: [Int] {
    switch self {
    case .sockets, .neighbors: [1, 4, 16, 64]
    case .routes: [1, 2, 3, 4]
    case .reassemblies: [0, 1, 3, 7, 11, 15]
    case .udpPayload, .pingPayload: [0, 64, 128, 256, 512, 1024, 1472]
    }
  }

  /// What one more may cost, in instructions; more is a search or a loop that should not be there.
  var allowedSlope: Double {
    switch self {
    case .sockets: 2
    case .neighbors: 5
    case .routes: 6
    case .reassemblies: 20
    // The checksum is verified and, with the copy, made again.
    case .udpPayload, .pingPayload: 1
    }
  }
}
