import SVG

/// Bars for each case, ours beside the best of the peers, as SVG.
struct Chart {
  private static let left = 92.0
  private static let width = 440.0
  private static let barHeight = 11.0
  private static let colors = ["#c8553d", "#588b8b", "#93b7be"]

  let report: Report

  var svg: String {
    var body = ""
    var top = 16.0
    for platform in Report.platforms {
      let bars = bars(platform)
      body += SVG.text(8, top, "\(platform), instructions per packet", isBold: true)
      top += 10
      for (index, name) in Row.cases.enumerated() {
        body += group(name, bars.map { ($0.name, $0.values[index]) }, at: top)
        top += Self.barHeight * Double(bars.count) + 8
      }
      top += 18
    }
    for (index, bar) in bars(Report.platforms[0]).enumerated() {
      let x = 8 + Double(index) * 110
      body += SVG.rectangle(
        x, top - 9, 10, Self.barHeight - 1, fill: Self.colors[index % Self.colors.count])
      body += SVG.text(x + 14, top, bar.name)
    }
    return SVG.document(width: 620, height: Int(top) + 12, body)
  }

  private func bars(_ platform: String) -> [(name: String, values: [Double?])] {
    let ours = report.measurements.row(platform, Report.headline(platform), named: "Martlet")
    let peers = report.peers.filter { $0.platform == platform && $0.bar != nil }
    return (ours.map { [($0.name, $0.values)] } ?? []) + peers.map { ($0.bar ?? "", $0.values) }
  }

  /// The bars of one case; the longest is as wide as the chart.
  private func group(_ name: String, _ bars: [(name: String, value: Double?)], at top: Double)
    -> String
  {
    let longest = bars.compactMap(\.value).max() ?? 1
    var text = SVG.text(8, top + Self.barHeight * Double(bars.count) / 2 + 4, name)
    for (index, bar) in bars.enumerated() {
      guard let value = bar.value else { continue }
      let y = top + Self.barHeight * Double(index)
      let length = Self.width * value / longest
      text += SVG.rectangle(
        Self.left, y, length, Self.barHeight - 1, fill: Self.colors[index % Self.colors.count])
      text += SVG.text(Self.left + length + 4, y + 9, "\(Int(value.rounded()))")
    }
    return text
  }
}
