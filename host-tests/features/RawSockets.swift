import FeatureImage
import NetStack

/// Two sockets for whole packets or pings.
@main struct RawSockets {
  nonisolated(unsafe) static var interface =
    Interface<FeatureDevice, MinimalFeatures, 1, 8, 2, 4, 2, 0, 0, 0, 0>()

  static func main() {
    unsafe interface.serve { interface in
      guard let socket = try? interface.bindEcho() else { return }
      try? interface.send(from: socket, to: IPv4Address(192, 0, 2, 1), at: .start) { slot in
        slot.send(8)
      }
      interface.close(socket)
    }
  }
}
