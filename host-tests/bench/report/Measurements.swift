/// What `host-tests/tools/bench` measured.
struct Measurements {
  private struct Key: Hashable {
    var platform: String
    var variant: String
    var name: String
  }

  private var values: [Key: Double] = [:]

  /// - Parameter text: a line for each value: platform, variant, case and value, between tabs.
  init(_ text: String) {
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: "\t").map(String.init)
      guard fields.count == 4, let value = Double(fields[3]) else { continue }
      values[Key(platform: fields[0], variant: fields[1], name: fields[2])] = value
    }
  }

  func value(_ platform: String, _ variant: String, _ name: String) -> Double? {
    values[Key(platform: platform, variant: variant, name: name)]
  }

  /// Nil when the variant was not measured.
  func row(_ platform: String, _ variant: String, named name: String) -> Row? {
    let kind = variant.split(separator: "-").dropLast().joined(separator: "-")
    let values = Row.cases.map { value(platform, variant, $0) }
    guard values.contains(where: { $0 != nil }) else { return nil }
    let depths = Row.cases.compactMap { value(platform, kind + "-depth", $0) }
    return Row(platform: platform, name: name, values: values, depth: depths.max(), bar: nil)
  }
}
