/// What one stack costs on one platform.
struct Row {
  static let cases = ["icmp56", "icmp1472", "udp64", "udp1472", "arp", "junk"]

  var platform: String
  var name: String
  /// Instructions per packet, in the order of `cases`; nil where nothing is known.
  var values: [Double?]
  /// The depth of the stack in bytes.
  var depth: Double?
  /// The name of its bars in the chart, if it has any.
  var bar: String?

  /// The rows of a table of numbers, whose form its comment tells.
  static func rows(of text: String) -> [Row] {
    text.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap { line in
      let fields = line.split(separator: "\t").map(String.init)
      guard fields.count == cases.count + 4 else { return nil }
      return Row(
        platform: fields[0], name: fields[1], values: fields[2..<8].map { Double($0) },
        depth: Double(fields[8]), bar: fields[9] == "-" ? nil : fields[9])
    }
  }
}
