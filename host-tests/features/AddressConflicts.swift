import FeatureImage
import NetStack

/// Probes, announcements and defense of an address (RFC 5227).
@main struct AddressConflicts {
  nonisolated(unsafe) static var interface =
    Interface<FeatureDevice, ClaimingFeatures, 1, 8, 2, 4, 0, 0, 0, 0, 0>()

  static func main() { unsafe interface.serve() }
}

enum ClaimingFeatures: StackFeatures {
  static var answersOptions: Bool { false }
  static var predictsHeaders: Bool { false }
}
