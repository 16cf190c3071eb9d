import FeatureImage
import NetStack

/// Datagrams of 8 KB in fragments: two that arrive at the same time, one that leaves.
@main struct Fragments {
  nonisolated(unsafe) static var interface = Interface<FeatureDevice, 8, 2, 4, 2, 8256>()

  static func main() { unsafe interface.serve() }
}
