import AloneImage
import NetStack

/// The least with datagrams of 8 KB in fragments: two that arrive at the same time, one that leaves.
@main struct AloneFragments {
  nonisolated(unsafe) static var interface =
    Interface<FrameMemory, MinimalFeatures, 1, 4, 1, 2, 0, 0, 0, 2, 8256>(unstarted: FrameMemory())

  static func main() { unsafe interface.serve() }
}
