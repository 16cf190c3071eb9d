import Testing

@testable import NetStack

/// The neighbor cache against a model that keeps its rules in a dictionary.
@Suite struct NeighborModelTests {
  private struct Model {
    struct Entry {
      var hardware = MACAddress.zero
      var isResolved = false
      var isInUse = false
      var requestsLeft = 0
      var deadline: UInt64 = 0
    }

    let capacity: Int
    var entries: [IPv4Address: Entry] = [:]
    var evicted: UInt32 = 0
    var now: UInt64 = 0

    /// Makes room for one more entry.
    mutating func makeRoom(sparingThoseInUse: Bool) -> Bool {
      guard entries.count == capacity else { return true }
      let resolved = entries.filter { $0.value.isResolved }
      let live = resolved.filter { $0.value.deadline > now }
      let candidates = [
        resolved.filter { $0.value.deadline <= now },
        live.filter { !$0.value.isInUse },
        sparingThoseInUse ? [:] : live,
      ]
      guard let candidates = candidates.first(where: { !$0.isEmpty }),
        let victim = candidates.min(by: { $0.value.deadline < $1.value.deadline })
      else { return false }
      if victim.value.deadline > now { evicted += 1 }
      entries[victim.key] = nil
      return true
    }

    mutating func resolve(_ address: IPv4Address) -> String {
      if let entry = entries[address] {
        if !entry.isResolved { return "unresolved" }
        if entry.deadline > now {
          entries[address]?.isInUse = true
          return "resolved \(entry.hardware)"
        }
      } else if !makeRoom(sparingThoseInUse: false) {
        return "full"
      }
      entries[address] = Entry(isInUse: true, requestsLeft: 2, deadline: now + 1_000_000)
      return "unresolved, new"
    }

    mutating func learn(_ address: IPv4Address, _ hardware: MACAddress, creating: Bool) -> String {
      if entries[address] == nil {
        guard creating else { return "ignored" }
        guard makeRoom(sparingThoseInUse: true) else { return "full" }
        entries[address] = Entry()
      }
      entries[address]?.hardware = hardware
      entries[address]?.isResolved = true
      entries[address]?.deadline = now + 60_000_000
      return "updated"
    }

    mutating func confirm(_ address: IPv4Address, _ hardware: MACAddress) {
      guard let entry = entries[address], entry.isResolved, entry.hardware == hardware else {
        return
      }
      entries[address]?.deadline = now + 60_000_000
    }

    mutating func dueRequests() -> Set<String> {
      var due: Set<String> = []
      for (address, entry) in entries where !entry.isResolved && entry.deadline <= now {
        if entry.requestsLeft == 0 {
          entries[address] = nil
          due.insert("give up \(address)")
        } else {
          entries[address]?.requestsLeft -= 1
          entries[address]?.deadline = now + 1_000_000
          due.insert("send \(address)")
        }
      }
      return due
    }

    var nextDeadline: UInt64? {
      entries.values.filter { !$0.isResolved }.map(\.deadline).min()
    }

    func status(_ address: IPv4Address) -> String {
      guard let entry = entries[address] else { return "unknown" }
      if !entry.isResolved { return "unresolved" }
      return entry.deadline > now ? "resolved \(entry.hardware)" : "unknown"
    }
  }

  /// The cache, with answers in the model's words.
  private struct Subject<let capacity: Int>: ~Copyable {
    var cache = NeighborCache<capacity>()
    var evicted: UInt32 = 0

    mutating func resolve(_ address: IPv4Address, at now: Instant) -> String {
      switch cache.resolve(address, at: now, evicted: &evicted) {
      case .resolved(let hardware): "resolved \(hardware)"
      case .unresolved(let isNew): isNew ? "unresolved, new" : "unresolved"
      case .full: "full"
      }
    }

    mutating func learn(
      _ address: IPv4Address, _ hardware: MACAddress, creating: Bool, at now: Instant
    ) -> String {
      let lesson = cache.learn(
        address, is: hardware, creating: creating, at: now, evicted: &evicted)
      return switch lesson {
      case .ignored: "ignored"
      case .updated: "updated"
      case .full: "full"
      }
    }

    mutating func dueRequests(at now: Instant) -> Set<String> {
      var due: Set<String> = []
      for _ in 0...capacity {
        switch cache.nextRequest(at: now) {
        case .send(let address): due.insert("send \(address)")
        case .giveUp(let address): due.insert("give up \(address)")
        case nil: return due
        }
      }
      Issue.record("more requests are due than there are entries")
      return due
    }

    mutating func status(_ address: IPv4Address, at now: Instant) -> String {
      switch cache.status(of: address, at: now) {
      case .unknown: "unknown"
      case .unresolved: "unresolved"
      case .resolved(let hardware): "resolved \(hardware)"
      }
    }
  }

  /// Runs random operations on cache and model. Time goes on with each, so that no two entries end
  /// at once and there is one answer to what goes first.
  private func compare<let capacity: Int>(_ subject: consuming Subject<capacity>, seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var model = Model(capacity: capacity)
    var cache = subject
    for step in 0..<4000 {
      let pause: UInt64 =
        switch UInt8.random(in: 0..<20, using: &random) {
        case 0: .random(in: 1...70_000_000, using: &random)
        case 1...5: .random(in: 1...2_000_000, using: &random)
        default: .random(in: 1...10_000, using: &random)
        }
      model.now += pause
      let now = Instant(microseconds: model.now)
      let address = IPv4Address(
        192, 0, 2, .random(in: 1...UInt8(2 * capacity + 2), using: &random))
      let hardware = MACAddress(2, 0, 0, 0, 0, .random(in: 1...2, using: &random))
      let isCreating = Bool.random(using: &random)
      var expected = ""
      var actual = ""
      switch UInt8.random(in: 0..<8, using: &random) {
      case 0...2:
        expected = model.resolve(address)
        actual = cache.resolve(address, at: now)
      case 3, 4:
        expected = model.learn(address, hardware, creating: isCreating)
        actual = cache.learn(address, hardware, creating: isCreating, at: now)
      case 5:
        model.confirm(address, hardware)
        cache.cache.confirm(address, is: hardware, at: now)
      default:
        expected = "\(model.dueRequests().sorted())"
        actual = "\(cache.dueRequests(at: now).sorted())"
      }
      let deadline = cache.cache.nextDeadline()?.microseconds
      let status = cache.status(address, at: now)
      let evicted = cache.evicted
      guard actual == expected, deadline == model.nextDeadline,
        status == model.status(address), evicted == model.evicted
      else {
        Issue.record(
          """
          seed \(seed), step \(step), \(address): \(actual) for \(expected), \
          \(String(describing: deadline)) for \(String(describing: model.nextDeadline)), \
          \(status) for \(model.status(address)), \(evicted) for \(model.evicted) evicted
          """)
        return
      }
    }
    #expect(model.evicted > 0, "seed \(seed) evicts nothing")
  }

  @Test("does what its model does, at any capacity", arguments: 0..<8 as Range<UInt64>)
  func model(round: UInt64) {
    let seed = UInt64.random(in: 0 ... .max) &+ round
    print("NeighborModelTests seed \(seed)")
    compare(Subject<1>(), seed: seed)
    compare(Subject<2>(), seed: seed)
    compare(Subject<5>(), seed: seed)
    compare(Subject<8>(), seed: seed)
  }
}
