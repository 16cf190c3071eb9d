import Attacks
import Foundation
import Glibc
import SeededRandom
import SoakSimulation

/// The command `board`: pings a board over a TAP while it is flooded, in real time.
struct BoardSoak {
  /// Of a kind of siege, and of the pings and frames meanwhile.
  struct Span {
    let siege: Siege
    let start: Double
    var end = 0.0
    /// Frames that the interface took.
    var frames = 0
  }

  private static let siegeSeconds = 10.0
  /// From one ping to the next.
  private static let pingInterval = 0.02

  private let minutes: Int
  /// Frames in a second.
  private let rate: Int
  private let seed: UInt64
  private let interface: String
  private let console: String
  private let output: String
  private let board = AttackTarget(hardware: [2, 0, 0, 0, 0, 2], address: [192, 0, 2, 2])

  init(_ options: Options) throws {
    minutes = try options.number("minutes", default: 3)
    rate = try options.number("rate", default: 5000)
    seed = try options.number("seed", default: .random(in: 1 ... .max))
    interface = "tap0"
    console = try options.text("console")
    output = try options.text("output")
  }

  /// - Returns: the exit status.
  func run() throws -> Int32 {
    print("soak of \(minutes) minutes at \(rate) frames a second, SEED=\(seed)")
    let noise = try Noise(root: Repository.path)
    let socket = try PacketSocket(interface: interface)
    var random = SplitMix64(seed: seed)
    var probe = Probe(board: board)
    var spans: [Span] = []
    let before = try LinkCounters(interface: interface)
    let beforeReport = try lastReport()
    let start = Self.uptime
    let end = start + Double(minutes) * 60
    var siege = 0
    while Self.uptime < end {
      spans.append(
        besiege(
          Siege.all[siege % Siege.all.count], socket, &probe, noise, &random, from: start,
          until: min(end, Self.uptime + Self.siegeSeconds)))
      // A second of nothing but pings, which all must be answered.
      spans.append(
        besiege(.quiet, socket, &probe, noise, &random, from: start, until: Self.uptime + 1))
      siege += 1
      FileHandle.standardError.write(Data("\r\(Int(Self.uptime - start)) s".utf8))
    }
    // The last replies, and the report of the second after.
    _ = besiege(.quiet, socket, &probe, noise, &random, from: start, until: Self.uptime + 2)
    let after = try LinkCounters(interface: interface)
    let report = BoardSoakReport(
      pings: probe.pings.dropLast(50), start: start, spans: spans, reports: try reports(),
      beforeReport: beforeReport, delivered: after.delivered - before.delivered,
      refused: after.refused - before.refused)
    print("\n\(report.text)")
    try SoakChart(report: report).svg.write(toFile: output, atomically: true, encoding: .utf8)
    print("plot: \(output)")
    for failure in report.failures { print("failed: \(failure)") }
    return report.failures.isEmpty ? 0 : 1
  }

  /// Sends frames at the rate and pings at theirs until `end`.
  private func besiege(
    _ siege: Siege, _ socket: PacketSocket, _ probe: inout Probe, _ noise: Noise,
    _ random: inout SplitMix64, from start: Double, until end: Double
  ) -> Span {
    let began = Self.uptime
    var span = Span(siege: siege, start: began - start)
    var number = 0
    var pinged = 0
    while Self.uptime < end {
      let elapsed = Self.uptime - began
      while Double(pinged) * Self.pingInterval <= elapsed {
        _ = socket.send(probe.request(at: Self.uptime))
        pinged += 1
      }
      // What could not be sent in time is left out: a burst would be no rate.
      number = max(number, Int(elapsed * Double(rate)) - 40)
      while Double(number) <= elapsed * Double(rate) {
        guard let frame = siege.frame(number, to: board, noise, using: &random) else { break }
        if socket.send(frame) { span.frames += 1 }
        number += 1
      }
      socket.wait(milliseconds: 1)
      while let frame = socket.receive() {
        if let answer = probe.receive(frame, at: Self.uptime) { _ = socket.send(answer) }
      }
    }
    span.end = Self.uptime - start
    return span
  }

  private func reports() throws -> [BoardReport] {
    BoardReport.all(in: try String(contentsOfFile: console, encoding: .utf8))
  }

  /// The board's first report, which it is waited for.
  private func lastReport() throws -> BoardReport {
    for _ in 0..<50 {
      if let report = try reports().last { return report }
      usleep(100_000)
    }
    throw UsageError("the board does not report: start it with --report 1")
  }

  private static var uptime: Double { ProcessInfo.processInfo.systemUptime }
}
