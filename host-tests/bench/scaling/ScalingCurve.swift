/// What a frame costs at each size of a case.
struct ScalingCurve {
  let name: ScalingCase
  /// Instructions for each frame, in the order of the sizes.
  let points: [(size: Int, cost: Double)]

  /// - Parameter measurements: lines of case, size and cost with tabs between.
  /// - Returns: nil when not every size of the case was measured.
  init?(_ name: ScalingCase, measurements: String) {
    var costs: [Int: Double] = [:]
    for line in measurements.split(separator: "\n") {
      let fields = line.split(separator: "\t")
      guard fields.count == 3, fields[0] == name.rawValue, let size = Int(fields[1]),
        let cost = Double(fields[2])
      else { continue }
      costs[size] = cost
    }
    let points = name.sizes.compactMap { size in costs[size].map { (size: size, cost: $0) } }
    guard points.count == name.sizes.count else { return nil }
    self.name = name
    self.points = points
  }

  /// What one more costs at worst, between a size and the largest.
  var slope: Double {
    guard let last = points.last else { return 0 }
    return points.dropLast().map { (last.cost - $0.cost) / Double(last.size - $0.size) }.max() ?? 0
  }

  var row: String {
    let values = points.map { "\($0.size): \(Int($0.cost.rounded()))" }.joined(separator: "  ")
    let each = (slope * 100).rounded() / 100
    return "\(name.rawValue.padding(to: 13)) \(values)  (\(each) for one more)"
  }
}

extension String {
  fileprivate func padding(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
