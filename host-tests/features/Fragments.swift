import FeatureImage
import NetStack

/// Datagrams of 8 KB in fragments: two that arrive at the same time, one that leaves.
@main struct Fragments {
  nonisolated(unsafe) static var interface =
    Interface<FeatureDevice, MinimalFeatures, 1, 8, 2, 4, 0, 0, 0, 2, 8256>()

  static func main() { unsafe interface.serve() }
}
