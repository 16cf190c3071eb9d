import Testing

/// A board that works, before something breaks on it, and what it must be again afterwards.
struct FaultTrial {
  let peer: NucleoPeer
  var board: NucleoBoard { peer.board }
  private let before: BoardResources

  /// - Parameter commands: what the simulator is to do before the first instruction.
  init(_ commands: String...) throws {
    // The board's minute passes as fast as it can: most faults take seconds to be noticed.
    let options = ["--unpaced", "60", "--instant-console"]
    peer = try NucleoPeer(try NucleoBoard(commands: commands, options: options))
    try #require(try peer.isReachable())
    let rings = try peer.restingRings()
    before = BoardResources(rings, counters: try peer.board.counters())
    try #require(rings.isAtRest)
    try #require(Set(before.buffers).count == 16)
  }

  /// Expects that pings are answered again, that counters have moved as they should, that every
  /// descriptor takes part, and that rings and heap are as they were.
  /// - Parameters:
  ///   - starts: how often the board has started.
  ///   - counters: what the button has the board print, by name.
  func expectRecovery(
    starts: Int = 1, _ counters: [String: ClosedRange<Int>],
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    #expect(try peer.isReachable(), sourceLocation: location)
    #expect(board.starts == starts, sourceLocation: location)
    try expectTurnOfRings(location)
    let found = try countersAwaiting(counters)
    let wrong = counters.filter { !$0.value.contains(found[$0.key] ?? -1) }
      .map { "\($0.key) is \(found[$0.key] ?? -1), not \($0.value)" }
    #expect(wrong == [], sourceLocation: location)
    let after = BoardResources(try peer.restingRings(), counters: found)
    #expect(after == before, sourceLocation: location)
  }

  /// The board asks the chip for its own counters ten times a second.
  private func countersAwaiting(_ wanted: [String: ClosedRange<Int>]) throws -> [String: Int] {
    var counters = try board.counters()
    for _ in 0..<5 where wanted.contains(where: { !$0.value.contains(counters[$0.key] ?? -1) }) {
      counters = try board.counters()
    }
    return counters
  }

  /// Each ping is answered as it comes, by the next descriptors of both rings, all the way round and
  /// further: driver and DMA agree where they are.
  private func expectTurnOfRings(_ location: SourceLocation) throws {
    var last = try peer.restingRings()
    var strays = 0
    for index in 1...9 {
      let isAnswered = try peer.ping(sequence: 0x5000 + UInt16(index))
      let rings = try peer.restingRings()
      #expect(isAnswered, "ping \(index), \(last)", sourceLocation: location)
      let received = rings.receive.steps(from: last.receive)
      #expect(received == 1, "ping \(index), \(last), \(rings)", sourceLocation: location)
      strays += rings.transmit.steps(from: last.transmit) - 1
      last = rings
    }
    // The second announcement of the address (RFC 5227 §2.3) may fall among the replies.
    #expect((0...1).contains(strays), sourceLocation: location)
  }
}
