import FeatureImage
import NetStack

/// The short way for packets of familiar neighbors.
@main struct HeaderPrediction {
  nonisolated(unsafe) static var interface =
    Interface<FeatureDevice, PredictingFeatures, 1, 8, 2, 4, 0, 0, 0, 0, 0>()

  static func main() { unsafe interface.serve() }
}

enum PredictingFeatures: StackFeatures {
  static var detectsAddressConflicts: Bool { false }
  static var answersOptions: Bool { false }
}
