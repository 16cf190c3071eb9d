/// A small plot for each case: instructions for a frame over size, from zero, as SVG.
struct ScalingChart {
  private static let width = 180.0
  private static let height = 90.0

  let curves: [ScalingCurve]

  var svg: String {
    var body = ""
    for (index, curve) in curves.enumerated() {
      let left = 20 + Double(index % 3) * (Self.width + 30)
      let top = 28 + Double(index / 3) * (Self.height + 56)
      body += plot(curve, left, top)
    }
    let rows = (curves.count + 2) / 3
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 \(rows * 146 + 8)" \
      font-family="sans-serif" font-size="10">
      <rect width="100%" height="100%" fill="white"/>
      \(body)</svg>

      """
  }

  private func plot(_ curve: ScalingCurve, _ left: Double, _ top: Double) -> String {
    let largest = Double(curve.points.last?.size ?? 1)
    let highest = curve.points.map(\.cost).max() ?? 1
    let places = curve.points.map { point in
      (
        x: left + Self.width * Double(point.size) / largest,
        y: top + Self.height * (1 - point.cost / (highest * 1.15))
      )
    }
    let bottom = top + Self.height
    let line = places.map { "\(round($0.x)),\(round($0.y))" }.joined(separator: " ")
    var text = """
      <text x="\(round(left))" y="\(round(top - 10))" font-weight="bold">\(curve.name.rawValue)</text>
      <path d="M\(round(left)) \(round(top))V\(round(bottom))h\(round(Self.width))" fill="none" stroke="#999"/>
      <polyline points="\(line)" fill="none" stroke="#c8553d" stroke-width="1.5"/>

      """
    for place in places {
      text +=
        "<circle cx=\"\(round(place.x))\" cy=\"\(round(place.y))\" r=\"2\" fill=\"#c8553d\"/>\n"
    }
    guard let first = curve.points.first, let last = curve.points.last else { return text }
    return text + """
      <text x="\(round(left + 3))" y="\(round(places[0].y - 5))">\(Int(first.cost.rounded()))</text>
      <text x="\(round(left + Self.width))" y="\(round(places[places.count - 1].y - 5))" text-anchor="end">\(Int(last.cost.rounded()))</text>
      <text x="\(round(left))" y="\(round(bottom + 12))">\(first.size)</text>
      <text x="\(round(left + Self.width))" y="\(round(bottom + 12))" text-anchor="end">\(last.size)</text>

      """
  }

  private func round(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}
