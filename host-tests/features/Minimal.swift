import FeatureImage
import NetStack

/// The least application, with the capacities of the appliance; the other features add to it.
@main struct Minimal {
  nonisolated(unsafe) static var interface =
    Interface<FeatureDevice, MinimalFeatures, 1, 8, 2, 4, 0, 0, 0, 0, 0>()

  static func main() { unsafe interface.serve() }
}
