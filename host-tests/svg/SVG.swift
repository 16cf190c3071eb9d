/// What a drawing is made of.
public enum SVG {
  /// A drawing on white, in points.
  public static func document(width: Int, height: Int, _ body: String) -> String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" \
    font-family="sans-serif" font-size="10">
    <rect width="100%" height="100%" fill="white"/>
    \(body)</svg>

    """
  }

  public static func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, fill: String
  ) -> String {
    "<rect x=\"\(x)\" y=\"\(y)\" width=\"\(rounded(width))\" height=\"\(height)\" "
      + "fill=\"\(fill)\"/>\n"
  }

  /// - Parameter x: where it starts.
  public static func text(
    _ x: Double, _ y: Double, _ text: String, isBold: Bool = false
  ) -> String {
    let weight = isBold ? " font-weight=\"bold\"" : ""
    return "<text x=\"\(rounded(x))\" y=\"\(y)\"\(weight)>\(text)</text>\n"
  }

  /// A line through points.
  public static func line(
    _ points: [(x: Double, y: Double)], stroke: String, width: Double = 1
  ) -> String {
    let list = points.map { "\(rounded($0.x)),\(rounded($0.y))" }.joined(separator: " ")
    return "<polyline points=\"\(list)\" fill=\"none\" stroke=\"\(stroke)\" "
      + "stroke-width=\"\(width)\"/>\n"
  }

  /// Dots of half a point.
  public static func dots(_ points: [(x: Double, y: Double)], fill: String) -> String {
    let path = points.map { "M\(rounded($0.x)) \(rounded($0.y))h0" }.joined()
    return "<path d=\"\(path)\" stroke=\"\(fill)\" stroke-width=\"1.5\" "
      + "stroke-linecap=\"round\"/>\n"
  }

  private static func rounded(_ number: Double) -> Double { (number * 10).rounded() / 10 }
}
