import FuzzTargets

extension FuzzTarget {
  /// The name of the folder in which its inputs lie; those of captures are made of captures.
  var folder: String? {
    switch self {
    case .wire: "wire"
    case .interface: "interface"
    case .reassembly: "reassembly"
    case .heap: "heap"
    case .lan9118: "lan9118"
    case .capture: nil
    }
  }

  init?(folder: String) {
    guard let target = Self.allCases.first(where: { $0.folder == folder }) else { return nil }
    self = target
  }
}
