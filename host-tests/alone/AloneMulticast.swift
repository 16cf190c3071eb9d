import AloneImage
import NetStack

/// As with fragments, and with a multicast group that a socket has joined.
@main struct AloneMulticast {
  nonisolated(unsafe) static var interface =
    Interface<FrameMemory, MinimalFeatures, 1, 4, 1, 2, 0, 4, 0, 2, 8256>(unstarted: FrameMemory())

  static func main() {
    unsafe interface.serve { interface in
      guard let socket = try? interface.bind(port: 5353) else { return }
      try? interface.join(IPv4Address(224, 0, 0, 251), socket, at: .start)
    }
  }
}
