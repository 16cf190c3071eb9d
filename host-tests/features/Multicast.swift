import FeatureImage
import NetStack

/// Four multicast groups, joined by sockets and told to routers (RFC 3376).
@main struct Multicast {
  nonisolated(unsafe) static var interface =
    Interface<FeatureDevice, MinimalFeatures, 1, 8, 2, 4, 0, 4, 0, 0, 0>()

  static func main() {
    unsafe interface.serve { interface in
      guard let socket = try? interface.bind(port: 5000) else { return }
      try? interface.join(IPv4Address(239, 1, 2, 3), socket, at: .start)
      interface.close(socket, at: .start)
    }
  }
}
