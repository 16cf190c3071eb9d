import Testing

@testable import NetStack
import SeededRandom

/// The neighbor cache against a model that keeps its rules in a dictionary.
@Suite struct NeighborModelTests {
  private struct Model {
    enum State {
      case unresolved
      case resolved
      case contested(by: MACAddress)
    }

    struct Entry {
      var state = State.unresolved
      var hardware = MACAddress.zero
      var isInUse = false
      var isAwaited = false
      var requestsLeft: Int
      var nextRequest: UInt64
      /// When a resolved entry ends, or a contested one goes over to its claimant.
      var end: UInt64 = 0

      var isResolved: Bool { if case .unresolved = state { false } else { true } }
      var isContested: Bool { if case .contested = state { true } else { false } }
      func isFresh(_ now: UInt64) -> Bool { isContested || isResolved && end > now }

      var deadline: UInt64? {
        switch state {
        case .unresolved: nextRequest
        case .resolved: isAwaited && requestsLeft > 0 ? nextRequest : nil
        case .contested: requestsLeft > 0 ? nextRequest : end
        }
      }

      mutating func renew(_ hardware: MACAddress, _ now: UInt64) {
        state = .resolved
        self.hardware = hardware
        isAwaited = false
        requestsLeft = 3
        nextRequest = now + 55_000_000
        end = now + 60_000_000
      }
    }

    let capacity: Int
    var entries: [IPv4Address: Entry] = [:]
    var evicted: UInt32 = 0
    var now: UInt64 = 0

    /// Makes room for one more entry.
    mutating func makeRoom(sparingThoseInUse: Bool) -> Bool {
      guard entries.count == capacity else { return true }
      let resolved = entries.filter { $0.value.isResolved }
      let live = resolved.filter { $0.value.isFresh(now) }
      let candidates = [
        resolved.filter { !$0.value.isFresh(now) },
        live.filter { !$0.value.isInUse },
        sparingThoseInUse ? [:] : live,
      ]
      guard let candidates = candidates.first(where: { !$0.isEmpty }),
        let victim = candidates.min(by: { $0.value.end < $1.value.end })
      else { return false }
      if victim.value.isFresh(now) { evicted += 1 }
      entries[victim.key] = nil
      return true
    }

    mutating func resolve(_ address: IPv4Address, isAnswer: Bool) -> String {
      if let entry = entries[address] {
        if !entry.isResolved { return "unresolved" }
        if entry.isFresh(now) {
          entries[address]?.isInUse = true
          if !isAnswer { entries[address]?.isAwaited = true }
          return "resolved \(entry.hardware)"
        }
      } else {
        let unresolved = entries.values.filter { !$0.isResolved }.count
        if isAnswer && unresolved >= max(1, capacity / 2) { return "full" }
        if !makeRoom(sparingThoseInUse: isAnswer) { return "full" }
      }
      entries[address] = Entry(isInUse: true, requestsLeft: 2, nextRequest: now + 1_000_000)
      return "unresolved, new"
    }

    mutating func learn(_ address: IPv4Address, _ hardware: MACAddress, creating: Bool) -> String {
      guard var entry = entries[address] else {
        guard creating else { return "ignored" }
        guard makeRoom(sparingThoseInUse: true) else { return "full" }
        var entry = Entry(requestsLeft: 0, nextRequest: 0)
        entry.renew(hardware, now)
        entries[address] = entry
        return "updated"
      }
      if entry.hardware != hardware && entry.isFresh(now) {
        if !entry.isContested {
          entry.state = .contested(by: hardware)
          entry.requestsLeft = 1
          entry.nextRequest = now
          entry.end = now + 1_000_000
          entries[address] = entry
        }
        return "contested"
      }
      entry.renew(hardware, now)
      entries[address] = entry
      return "updated"
    }

    mutating func confirm(_ address: IPv4Address, _ hardware: MACAddress) {
      guard let entry = entries[address], entry.isResolved, entry.hardware == hardware else {
        return
      }
      entries[address]?.renew(hardware, now)
    }

    mutating func dueRequests() -> Set<String> {
      var due: Set<String> = []
      for (address, entry) in entries {
        guard let deadline = entry.deadline, deadline <= now else { continue }
        if entry.requestsLeft > 0 {
          entries[address]?.requestsLeft -= 1
          entries[address]?.nextRequest = now + 1_000_000
          let station = entry.isResolved ? entry.hardware : .broadcast
          due.insert("send \(address) at \(station)")
          // A contested entry whose time is up goes over in the same turn.
          guard entry.isContested, entry.end <= now else { continue }
        }
        if case .contested(let claimant) = entry.state {
          entries[address]?.renew(claimant, now)
          due.insert("changed")
        } else {
          entries[address] = nil
          due.insert("give up \(address)")
        }
      }
      return due
    }

    var nextDeadline: UInt64? {
      entries.values.compactMap(\.deadline).min()
    }

    func status(_ address: IPv4Address) -> String {
      guard let entry = entries[address] else { return "unknown" }
      if !entry.isResolved { return "unresolved" }
      return entry.isFresh(now) ? "resolved \(entry.hardware)" : "unknown"
    }
  }

  /// The cache, with answers in the model's words.
  private struct Subject<let capacity: Int>: ~Copyable {
    var cache = NeighborCache<capacity>()
    var evicted: UInt32 = 0

    mutating func resolve(_ address: IPv4Address, isAnswer: Bool, at now: Instant) -> String {
      switch cache.resolve(address, isAnswer: isAnswer, at: now, evicted: &evicted) {
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
      case .contested: "contested"
      case .full: "full"
      }
    }

    mutating func dueRequests(at now: Instant) -> Set<String> {
      var due: Set<String> = []
      // Each entry can be asked for and go over to a claimant in one turn.
      for _ in 0...2 * capacity {
        switch cache.nextRequest(at: now) {
        case .send(let address, let station): due.insert("send \(address) at \(station)")
        case .changed: due.insert("changed")
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

  /// Runs random operations on cache and model. Time goes on with each, and one address alone is
  /// claimed by two stations, so that no two entries end at once and there is one answer to what
  /// goes first.
  private func compare<let capacity: Int>(_ subject: consuming Subject<capacity>, seed: UInt64) {
    var random = SplitMix64(seed: seed)
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
      let isContested = address == IPv4Address(192, 0, 2, 1)
      let hardware = MACAddress(
        2, 0, 0, 0, 0, isContested ? .random(in: 1...2, using: &random) : 1)
      let isCreating = Bool.random(using: &random)
      var expected = ""
      var actual = ""
      switch UInt8.random(in: 0..<8, using: &random) {
      case 0...2:
        expected = model.resolve(address, isAnswer: isCreating)
        actual = cache.resolve(address, isAnswer: isCreating, at: now)
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
