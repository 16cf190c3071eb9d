import Foundation
import Attacks
import SVG

/// Round trips, losses, heap and frames over the time of a soak, one below the other.
struct SoakChart {
  private static let left = 60.0
  private static let width = 720.0
  private static let colors = ["#c8553d", "#588b8b", "#2d3142"]

  let report: BoardSoakReport

  private var seconds: Double { report.spans.last?.end ?? 1 }

  var svg: String {
    var body = sieges(height: 440)
    body += roundTrips(top: 40, height: 170)
    body += panel(
      "heap free, bytes", top: 240, height: 60, color: Self.colors[1],
      report.reports.map { (x: time($0["time"]), y: Double($0["heap"])) })
    body += panel(
      "frames received, 1/s", top: 330, height: 100, color: Self.colors[2], receiveRates)
    body +=
      SVG.text(Self.left, 456, "0 s")
      + SVG.text(Self.left + Self.width - 30, 456, "\(Int(seconds)) s")
    return SVG.document(width: 800, height: 466, body)
  }

  private func x(_ time: Double) -> Double { Self.left + Self.width * time / seconds }

  /// The time on the plot of a report, whose clock started with the board.
  private func time(_ boardSeconds: Int) -> Double {
    Double(boardSeconds - report.beforeReport["time"])
  }

  /// What was on when, in stripes.
  private func sieges(height: Double) -> String {
    var body = ""
    for (index, span) in report.spans.enumerated() where index % 2 == 0 {
      body += SVG.rectangle(
        x(span.start), 24, x(span.end) - x(span.start), height - 24,
        fill: index % 4 == 0 ? "#f2f2f2" : "#e6ebeb")
      body += SVG.text(x(span.start) + 2, index % 4 == 0 ? 11 : 21, "\(span.siege)")
    }
    return body
  }

  /// A dot for each ping, by the logarithm of its time; at the bottom the lost ones.
  private func roundTrips(top: Double, height: Double) -> String {
    // From 0.01 ms to 1 s.
    func y(_ seconds: Double) -> Double {
      let share = (log10(max(seconds, 1e-5)) + 5) / 5
      return top + height * (1 - min(1, share))
    }
    var body = SVG.text(4, top - 4, "round trip", isBold: true)
    for (label, value) in [
      ("1 s", 1.0), ("100 ms", 0.1), ("10 ms", 0.01), ("1 ms", 1e-3), ("0.1 ms", 1e-4),
    ] {
      body += SVG.text(14, y(value) + 3, label)
      body += SVG.line(
        [(Self.left, y(value)), (Self.left + Self.width, y(value))], stroke: "#cccccc", width: 0.5)
    }
    let answered = report.pings.compactMap { ping in
      ping.seconds.map { (x: x(ping.sentAt - report.start), y: y($0)) }
    }
    let lost = report.pings.filter { $0.seconds == nil }
      .map { (x: x($0.sentAt - report.start), y: top + height + 4) }
    body += SVG.dots(answered, fill: Self.colors[1]) + SVG.dots(lost, fill: Self.colors[0])
    body += SVG.text(14, top + height + 8, "lost")
    return body
  }

  private var receiveRates: [(x: Double, y: Double)] {
    zip(report.reports, report.reports.dropFirst()).map { earlier, later in
      let elapsed = max(1, later["time"] - earlier["time"])
      return (
        x: time(later["time"]), y: Double(later["received"] - earlier["received"]) / Double(elapsed)
      )
    }
  }

  /// A line over time, from 0 to its highest value.
  private func panel(
    _ title: String, top: Double, height: Double, color: String, _ values: [(x: Double, y: Double)]
  ) -> String {
    let highest = max(1, values.map(\.y).max() ?? 1)
    let points = values.filter { (0...seconds).contains($0.x) }.map { value in
      (x: x(value.x), y: top + height * (1 - value.y / highest))
    }
    return SVG.text(4, top - 4, title, isBold: true) + SVG.text(4, top + 8, "\(Int(highest))")
      + SVG.text(4, top + height, "0") + SVG.line(points, stroke: color)
  }
}
