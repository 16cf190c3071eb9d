import AloneImage
import NetStack

/// The interface of the appliance.
@main struct AloneStandard {
  nonisolated(unsafe) static var interface =
    StandardInterface<FrameMemory>(unstarted: FrameMemory())

  static func main() {
    unsafe interface.serve { interface in
      guard let socket = try? interface.bind(port: 5353) else { return }
      try? interface.join(IPv4Address(224, 0, 0, 251), socket, at: .start)
    }
  }
}
