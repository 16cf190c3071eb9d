/// Whether frames at random cost what the fixed ones do, on one platform.
struct Agreement {
  private enum Bound {
    case share(Double)
    case instructions(Double)

    func allows(_ measured: Double, where expected: Double) -> Bool {
      switch self {
      case .share(let share): abs(measured - expected) <= share * expected
      case .instructions(let count): abs(measured - expected) <= count
      }
    }
  }

  /// What was at random, and how much that may cost.
  private static let variations: [(name: String, label: String, bound: Bound)] = [
    ("values", "values", .share(0.03)),
    // The bytes that are left over, of which the fixed lengths have few.
    ("lengths", "values and lengths", .share(0.06)),
    ("neighbors", "values and neighbors", .share(0.03)),
  ]

  /// What they cost more in per cent, as Markdown.
  let text: String
  /// What costs more or less than it may.
  let excesses: [String]

  init(_ measurements: Measurements, _ platform: String) {
    var rows: [[String]] = []
    var excesses: [String] = []
    for variation in Self.variations {
      var cells = [variation.label]
      for name in Row.cases {
        guard let expected = Self.expected(measurements, platform, variation.name, name),
          let measured = measurements.value(
            platform, Report.headline(platform, variation.name), name)
        else { continue }
        // Zero is added for its sign.
        cells.append("\(((measured / expected - 1) * 1000).rounded() / 10 + 0)")
        if !variation.bound.allows(measured, where: expected) {
          excesses.append("\(platform) \(name), \(variation.label)")
        }
      }
      rows.append(cells + Array(repeating: "", count: Row.cases.count + 1 - cells.count))
    }
    text = Report.table(["\(platform), at random"] + Row.cases, rows)
    self.excesses = excesses
  }

  /// What the fixed frames would cost if they were as long: a byte costs what it does between the
  /// short case and the long one.
  private static func expected(
    _ measurements: Measurements, _ platform: String, _ variation: String, _ name: String
  ) -> Double? {
    func cost(_ name: String) -> Double? {
      measurements.value(platform, Report.headline(platform), name)
    }
    func payload(_ kind: String, _ name: String) -> Double? {
      measurements.value("frames", kind, name)
    }
    let (short, long) = name.hasPrefix("icmp") ? ("icmp56", "icmp1472") : ("udp64", "udp1472")
    guard name == short || name == long else { return cost(name) }
    guard let fixed = cost(name), let least = cost(short), let most = cost(long),
      let nominal = payload("fixed", name), let shortest = payload("fixed", short),
      let longest = payload("fixed", long), let length = payload(variation, name)
    else { return nil }
    return fixed + (most - least) / (longest - shortest) * (length - nominal)
  }
}
