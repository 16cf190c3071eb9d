import FeatureImage
import NetStack

/// The path MTU of four destinations (RFC 1191).
@main struct PathMTU {
  nonisolated(unsafe) static var interface =
    Interface<FeatureDevice, MinimalFeatures, 1, 8, 2, 4, 0, 0, 4, 0, 0>()

  static func main() { unsafe interface.serve() }
}
