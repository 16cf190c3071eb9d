import Foundation
import SeededRandom
import SoakSimulation

/// The command `simulate`.
struct Simulate {
  private let hours: Int
  private let seed: UInt64

  init(_ options: Options) throws {
    hours = try options.number("hours", default: 10)
    seed = try options.number("seed", default: .random(in: 1 ... .max))
  }

  /// - Returns: the exit status.
  func run() throws -> Int32 {
    print("soak of \(hours) simulated hours, SEED=\(seed)")
    let isExact = ProcessInfo.processInfo.environment["GLIBC_TUNABLES"]?.contains("tcache_count=0")
    var run = try SoakRun(
      seed: seed, noise: try Noise(root: Repository.path),
      heapTolerance: isExact == true ? 4096 : 262_144)
    while run.figures.hours < hours, run.figures.violations.isEmpty {
      try run.runHour()
      showProgress(run.figures)
    }
    print("\n\(run.figures.summary)")
    for violation in run.figures.violations { print("violated: \(violation)") }
    guard run.figures.violations.isEmpty else {
      print("again: make soak HOURS=\(run.figures.hours) SEED=\(seed)")
      return 1
    }
    return 0
  }

  private func showProgress(_ figures: SoakRun.Figures) {
    let line = String(
      format: "\r%d of %d hours, %.0f in a minute, %llu frames", figures.hours, hours,
      figures.speed, figures.frames)
    FileHandle.standardError.write(Data(line.utf8))
  }
}

extension SoakRun.Figures {
  var summary: String {
    String(
      format: """
        %d simulated hours: %llu events, %llu polls, %llu frames, %d address conflicts
        speed: %.0f simulated hours in a real minute, %.0f of idle ones
        questions: %d of %d answered in good weather, %d of %d in bad
        heap at rest: %d bytes after the first hour, %d after the last
        resting state: %@
        """, hours, events, polls, frames, conflicts, speed, idleSpeed, answered, asked,
      stormyAnswered, stormyAsked, firstHeap, lastHeap,
      violations.isEmpty ? "as at the start, after each hour" : "VIOLATED")
  }
}
