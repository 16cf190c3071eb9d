import NetStack

/// How many frames a capture holds, and what became of them.
struct ReplayTally {
  private(set) var frames = 0
  private var roles: [FrameRole: Int] = [:]
  private var outcomes: [FrameOutcome: Int] = [:]

  mutating func count(_ role: FrameRole) {
    frames += 1
    roles[role, default: 0] += 1
  }

  mutating func count(_ outcome: FrameOutcome) {
    outcomes[outcome, default: 0] += 1
  }

  subscript(role: FrameRole) -> Int { roles[role] ?? 0 }
  subscript(outcome: FrameOutcome) -> Int { outcomes[outcome] ?? 0 }

  var fed: Int { self[.forBoard] }
  var dropped: Int { FrameOutcome.allCases.filter(\.isDrop).map { self[$0] }.reduce(0, +) }
}
