import CMalloc
import Glibc
import NetStack

/// A soak in simulated time: hours, each with every weather, and at the end of each a rest in which
/// everything must come back to where it was.
public struct SoakRun: ~Copyable {
  /// What there was by now.
  public struct Figures: Sendable {
    public var hours = 0
    /// Simulated hours in a real minute.
    public var idleSpeed = 0.0
    public var speed = 0.0
    public var frames: UInt64 = 0
    public var polls: UInt64 = 0
    public var events: UInt64 = 0
    /// Questions in good weather, and how many were answered.
    public var asked = 0
    public var answered = 0
    /// Questions in bad weather, and how many were answered.
    public var stormyAsked = 0
    public var stormyAnswered = 0
    public var conflicts = 0
    /// Bytes of the process's heap at the rest of the first hour and of the last.
    public var firstHeap = 0
    public var lastHeap = 0
    /// What contradicts an invariant, in words.
    public var violations: [String] = []
  }

  public private(set) var figures = Figures()
  private var world: SoakWorld
  private let heapTolerance: Int?
  private var realSeconds = 0.0
  private var idleSeconds = 0.0
  private static let minute: UInt64 = 60_000_000

  /// - Parameter heapTolerance: the bytes by which the process's heap may grow from the first rest to
  ///   any other; nil where others use the heap too. glibc keeps freed blocks for a thread, 7 of each
  ///   of 64 sizes up to 1 KB, and counts them as used, unless its `tcache_count` is 0.
  public init(seed: UInt64, noise: Noise, heapTolerance: Int? = nil) throws {
    self.heapTolerance = heapTolerance
    var world = try SoakWorld(seed: seed, noise: noise)
    world.ledger.clock = "start"
    // Both stations find out that nobody else has their addresses.
    world.set(.clearing)
    try world.run(microseconds: Self.minute)
    self.world = world
  }

  /// Simulates one more hour.
  public mutating func runHour() throws {
    for weather in Weather.allCases {
      world.ledger.clock = "hour \(figures.hours), \(weather)"
      world.ledger.beginCount()
      let lost = world.lostForReasons()
      if weather == .rest { world.quit() }
      world.set(weather)
      let start = Self.uptime
      try world.run(microseconds: weather.minutes * Self.minute)
      let seconds = Self.uptime - start
      realSeconds += seconds
      switch weather {
      case .hostile:
        figures.stormyAsked += world.ledger.asked
        figures.stormyAnswered += world.ledger.answered
      case .clearing: break
      case .calm:
        figures.asked += world.ledger.asked
        figures.answered += world.ledger.answered
        world.checkCalm(lostBefore: lost)
      case .idle: idleSeconds += seconds
      case .rest: try checkRest()
      }
    }
    figures.hours += 1
    updateFigures()
  }

  private mutating func updateFigures() {
    let hours = Double(figures.hours)
    figures.speed = hours / (realSeconds / 60)
    figures.idleSpeed = hours * Double(Weather.idle.minutes) / 60 / (idleSeconds / 60)
    figures.frames = world.frames
    figures.polls = world.left.polls + world.right.polls
    figures.events = world.events
    figures.conflicts = world.left.conflicts + world.right.conflicts
    figures.violations = world.ledger.violations
  }

  /// Nothing is left of the hour, and nothing happens any more.
  private mutating func checkRest() throws {
    world.checkRest()
    world.trim()
    let heap = Int(mallinfo2().uordblks)
    if figures.hours == 0 { figures.firstHeap = heap }
    figures.lastHeap = heap
    guard let heapTolerance else { return }
    world.ledger.expect(
      heap <= figures.firstHeap + heapTolerance,
      "the heap grew from \(figures.firstHeap) to \(heap) bytes")
  }

  private static var uptime: Double {
    var time = timespec()
    // The kernel fills in the structure, which lives through the call. The clock is always there.
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
