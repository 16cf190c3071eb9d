@testable import NetStack

/// A reassembler with all of its rules in plain words: each datagram is an array of bytes that are
/// held or not.
struct ReassemblyModel {
  /// A fragment, taken apart.
  struct Part {
    var source: [UInt8]
    var identification: UInt16
    var `protocol`: UInt8
    var options: [UInt8]
    var offset: Int
    var more: Bool
    var payload: [UInt8]

    var packet: [UInt8] {
      var packet = IPv4Bytes(protocol: `protocol`, payload)
      packet.source = source
      packet.identification = identification
      packet.options = options
      packet.fragment = (more ? 0x2000 : 0) | UInt16(offset / 8)
      return packet.packet
    }

    var end: Int { offset + payload.count }

    func isOfSameDatagram(as other: Part) -> Bool {
      source == other.source && identification == other.identification
        && `protocol` == other.protocol
    }
  }

  struct Datagram {
    var part: Part
    var deadline: UInt64
    var isDiscarded = false
    var bytes: [UInt8?] = []
    var end: Int?
    var first: Part?
    var fragments: UInt32 = 0
  }

  enum Verdict: Equatable {
    case held
    case complete([UInt8])
    case duplicate
    case dropped(ReassemblyVerdict.Reason)
  }

  let capacity: Int
  let payloadCapacity: Int
  var datagrams: [Datagram] = []
  var counts: [String: UInt32] = [:]

  private mutating func count(_ name: String, fragments: UInt32) {
    counts[name, default: 0] += 1
    counts[name + " fragments", default: 0] += fragments
  }

  mutating func add(_ part: Part, at now: UInt64) -> Verdict {
    datagrams.removeAll {
      $0.isDiscarded && $0.deadline <= now && $0.part.isOfSameDatagram(as: part)
    }
    let known = datagrams.firstIndex { $0.part.isOfSameDatagram(as: part) }
    if let known {
      if datagrams[known].isDiscarded { return .dropped(.discarded) }
      if datagrams[known].deadline <= now { return .dropped(.late) }
    }
    if let reason = defect(part) {
      if let known { discard(known) }
      return .dropped(reason)
    }
    if known == nil {
      makeRoom(for: part, at: now)
      datagrams.append(Datagram(part: part, deadline: now + 60_000_000))
    }
    let index = known ?? datagrams.count - 1
    if let reason = contradiction(part, datagrams[index]) {
      discard(index)
      return .dropped(reason)
    }
    return insert(part, index)
  }

  private func defect(_ part: Part) -> ReassemblyVerdict.Reason? {
    let count = part.payload.count
    if part.offset == 0 {
      if !part.more { return .malformed }
      if count < (part.protocol == 6 ? 16 : 8) { return .tinyFirst }
    }
    if count == 0 || (part.more && count % 8 != 0) { return .malformed }
    // A byte at least follows when more are to come.
    return part.end + (part.more ? 1 : 0) > payloadCapacity ? .tooLong : nil
  }

  private func contradiction(_ part: Part, _ datagram: Datagram) -> ReassemblyVerdict.Reason? {
    if let end = datagram.end {
      if part.more ? part.end >= end : part.end != end { return .conflictingEnd }
    }
    let known = held(part, in: datagram)
    if known.allSatisfy({ $0 == nil }) {
      return !part.more && datagram.bytes.count > part.end ? .conflictingEnd : nil
    }
    if known.contains(nil) { return .overlap }
    if !part.more && datagram.end == nil { return .conflictingEnd }
    return known == part.payload ? nil : .overlap
  }

  private func held(_ part: Part, in datagram: Datagram) -> [UInt8?] {
    (part.offset..<part.end).map { $0 < datagram.bytes.count ? datagram.bytes[$0] : nil }
  }

  private mutating func insert(_ part: Part, _ index: Int) -> Verdict {
    if !held(part, in: datagrams[index]).contains(nil) { return .duplicate }
    let missing = part.end - datagrams[index].bytes.count
    if missing > 0 { datagrams[index].bytes += Array(repeating: nil, count: missing) }
    datagrams[index].bytes.replaceSubrange(part.offset..<part.end, with: part.payload)
    if !part.more { datagrams[index].end = part.end }
    if part.offset == 0 { datagrams[index].first = part }
    datagrams[index].fragments += 1
    guard datagrams[index].end != nil, !datagrams[index].bytes.contains(nil),
      var whole = datagrams[index].first
    else { return .held }
    whole.more = false
    whole.payload = datagrams[index].bytes.compactMap { $0 }
    datagrams.remove(at: index)
    counts["completed", default: 0] += 1
    return .complete(whole.packet)
  }

  private mutating func discard(_ index: Int) {
    count("discarded", fragments: datagrams[index].fragments)
    datagrams[index].isDiscarded = true
  }

  private mutating func makeRoom(for part: Part, at now: UInt64) {
    guard datagrams.count == capacity else { return }
    let oldestFirst = datagrams.sorted { $0.deadline < $1.deadline }
    let useless = oldestFirst.first { $0.isDiscarded || $0.deadline <= now }
    let underWay = oldestFirst.filter { !$0.isDiscarded && $0.deadline > now }
    let sources = underWay.map(\.part.source) + [part.source]
    let shares = Dictionary(sources.map { ($0, 1) }, uniquingKeysWith: +)
    let most = underWay.map { shares[$0.part.source] ?? 0 }.max()
    let victim = useless ?? underWay.first { shares[$0.part.source] == most }
    guard let victim else { return }
    datagrams.removeAll { $0.part.isOfSameDatagram(as: victim.part) }
    if victim.isDiscarded { return }
    count(victim.deadline <= now ? "timedOut" : "evicted", fragments: victim.fragments)
  }

  /// What is to be told of the datagrams whose time is up.
  mutating func expire(at now: UInt64) -> Set<[UInt8]> {
    var quotes: Set<[UInt8]> = []
    for datagram in datagrams where !datagram.isDiscarded && datagram.deadline <= now {
      count("timedOut", fragments: datagram.fragments)
      guard let first = datagram.first else { continue }
      let header = first.packet.dropLast(first.payload.count)
      let contiguous = datagram.bytes.prefix { $0 != nil }.compactMap { $0 }
      quotes.insert(Array((header + contiguous).prefix(548)))
    }
    datagrams.removeAll { !$0.isDiscarded && $0.deadline <= now }
    return quotes
  }

  var nextDeadline: UInt64? {
    datagrams.filter { !$0.isDiscarded }.map(\.deadline).min()
  }

  /// The counters in the model's names.
  func expects(_ counters: ReassemblyCounters) -> Bool {
    func has(_ name: String, _ loss: ReassemblyCounters.Loss) -> Bool {
      counts[name, default: 0] == loss.datagrams
        && counts[name + " fragments", default: 0] == loss.fragments
    }
    return counts["completed", default: 0] == counters.completed
      && has("timedOut", counters.timedOut) && has("evicted", counters.evicted)
      && has("discarded", counters.discarded)
  }
}
