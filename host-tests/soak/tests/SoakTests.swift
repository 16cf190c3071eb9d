import Foundation
import SeededRandom
import SoakSimulation
import Testing

/// The soak of `make soak`, shorter.
@Suite("Two stacks on a hostile link") struct SoakTests {
  private static var repository: String {
    URL(fileURLWithPath: #filePath).pathComponents.dropLast(4).joined(separator: "/")
  }

  @Test("come back to their resting state after each hour, with every service in use")
  func hours() throws {
    let random = SplitMix64()
    var run = try SoakRun(seed: random.seed, noise: try Noise(root: Self.repository))
    for _ in 0..<3 { try run.runHour() }
    let figures = run.figures
    #expect(figures.violations == [], "seed \(random.seed)")
    #expect(figures.hours == 3 && figures.frames > 3000 && figures.conflicts > 0)
    #expect(figures.answered > 100 && figures.stormyAnswered > 100)
  }
}
