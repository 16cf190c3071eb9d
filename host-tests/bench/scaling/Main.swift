import Foundation

@main struct Main {
  private static let help = """
    usage: bench-scaling cases
           bench-scaling run CASE SIZE FRAMES
           bench-scaling report MEASURED.tsv CHART.svg

    cases   prints the cases and their sizes, a line for each pair
    run     fills an interface to SIZE and feeds it FRAMES frames, a multiple of 16, one to each poll;
            its instructions are counted from outside, as the difference of two run lengths
    report  prints what a frame costs at each size, and what one more costs; draws the chart

    Exit status: 0, 1 an answer was missing or something costs more than it may, 2 the command line is
    wrong, 3 a file can't be read or written.

    """

  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch (arguments.first, arguments.count) {
    case ("-h", _), ("--help", _): print(help, terminator: "")
    case ("cases", 1):
      for name in ScalingCase.allCases { for size in name.sizes { print(name.rawValue, size) } }
    case ("run", 4): run(arguments)
    case ("report", 3): report(measured: arguments[1], chart: arguments[2])
    default: end(2, "bench-scaling --help says how it is used")
    }
  }

  private static func run(_ arguments: [String]) {
    guard let name = ScalingCase(rawValue: arguments[1]), let size = Int(arguments[2]),
      name.sizes.contains(size), let count = Int(arguments[3]), count > 0, count % 16 == 0
    else { end(2, "unknown case or size, or FRAMES is no multiple of 16") }
    do {
      try feed(count, name, size)
    } catch {
      end(1, "\(name.rawValue) \(size): \(error)")
    }
  }

  /// The capacities are part of the interface's type, so each has a row.
  private static func feed(
    _ count: Int, _ name: ScalingCase, _ size: Int
  ) throws(ScalingFault) {
    switch (name, size) {
    case (.sockets, 1): try feed(count, ScalingRun<1, 16>(name, size: size))
    case (.sockets, 4): try feed(count, ScalingRun<4, 16>(name, size: size))
    case (.sockets, 16): try feed(count, ScalingRun<16, 16>(name, size: size))
    case (.sockets, 64): try feed(count, ScalingRun<64, 16>(name, size: size))
    case (.neighbors, 1): try feed(count, ScalingRun<8, 1>(name, size: size))
    case (.neighbors, 4): try feed(count, ScalingRun<8, 4>(name, size: size))
    case (.neighbors, 64): try feed(count, ScalingRun<8, 64>(name, size: size))
    default: try feed(count, ScalingRun<8, 16>(name, size: size))
    }
  }

  private static func feed<let sockets: Int, let neighbors: Int>(
    _ count: Int, _ run: consuming ScalingRun<sockets, neighbors>
  ) throws(ScalingFault) {
    var run = run
    try run.run(count)
  }

  private static func report(measured: String, chart: String) {
    guard let text = try? String(contentsOfFile: measured, encoding: .utf8) else {
      end(3, "can't read \(measured)")
    }
    let curves = ScalingCase.allCases.compactMap { ScalingCurve($0, measurements: text) }
    for curve in curves { print(curve.row) }
    do {
      try ScalingChart(curves: curves).svg.write(toFile: chart, atomically: true, encoding: .utf8)
    } catch {
      end(3, "can't write \(chart)")
    }
    let steep = curves.filter { $0.slope > $0.name.allowedSlope }
    guard steep.isEmpty else {
      end(1, "one more costs too much: \(steep.map(\.name.rawValue).joined(separator: ", "))")
    }
  }

  private static func end(_ status: Int32, _ message: String) -> Never {
    FileHandle.standardError.write(Data("error: \(message)\n".utf8))
    exit(status)
  }
}
