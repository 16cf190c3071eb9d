import AloneImage
import NetStack

/// The least application: ARP, IPv4, ping, UDP echo.
@main struct AloneMinimal {
  nonisolated(unsafe) static var interface =
    MinimalInterface<FrameMemory>(unstarted: FrameMemory())

  static func main() { unsafe interface.serve() }
}
