import FeatureImage
import NetStack

/// Options of IPv4 examined and answered.
@main struct Options {
  nonisolated(unsafe) static var interface =
    Interface<FeatureDevice, OptionFeatures, 1, 8, 2, 4, 0, 0, 0, 0, 0>()

  static func main() { unsafe interface.serve() }
}

enum OptionFeatures: StackFeatures {
  static var detectsAddressConflicts: Bool { false }
  static var predictsHeaders: Bool { false }
}
