import NetStack
import Services
import Wrappers

extension SoakWorld {
  /// Ends all that the applications have begun.
  mutating func quit() {
    let instant = Instant(microseconds: now)
    left.quit(at: instant)
    right.quit(at: instant)
  }

  /// Packets that the stations dropped with a good reason, such as that another took their place.
  func lostForReasons() -> UInt32 {
    left.lostForReasons() &+ right.lostForReasons()
  }

  /// In good weather each question is answered, but for those that were dropped with a reason.
  mutating func checkCalm(lostBefore: UInt32) {
    let missing = ledger.asked - ledger.answered
    let lost = Int(lostForReasons() &- lostBefore)
    ledger.expect(missing <= lost, "\(missing) questions went unanswered, \(lost) for a reason")
    let damaged = ledger.damaged
    ledger.expect(damaged == 0, "\(damaged) answers were damaged")
    ledger.expect(ledger.asked > 0, "nobody asked")
  }

  /// Everything is as it was at the start.
  mutating func checkRest() {
    left.checkRest(at: Instant(microseconds: now), &ledger)
    right.checkRest(at: Instant(microseconds: now), &ledger)
    ledger.expect(isQuiet, "frames are under way at rest")
  }
}

extension SoakStation {
  func lostForReasons() -> UInt32 {
    let counters = interface.counters
    return counters.heldReplaced &+ counters.heldEvicted &+ counters.fragmentsLimited
      &+ counters[.answerTooLong] &+ counters.reassembly.evicted.datagrams
  }

  /// No table holds more than it has room for.
  mutating func checkOccupancy(at now: Instant, _ ledger: inout SoakLedger) {
    let occupancy = interface.occupancy(at: now)
    let isBounded =
      occupancy.addresses <= 2 && occupancy.neighbors + occupancy.unresolvedNeighbors <= 16
      && occupancy.heldPackets <= 4 && occupancy.sockets <= 8 && occupancy.rawSockets <= 2
      && occupancy.groups <= 4 && occupancy.destinations <= 8 && occupancy.reassemblies <= 4
    ledger.expect(isBounded, "\(side) holds more than it has room for: \(occupancy)")
  }

  mutating func checkRest(at now: Instant, _ ledger: inout SoakLedger) {
    let occupancy = interface.occupancy(at: now)
    ledger.expect(occupancy == initial, "\(side) holds at rest: \(occupancy)")
    ledger.expect(deadline == nil, "\(side) waits for \(deadline ?? 0) at rest, \(now)")
    ledger.expect(!isPinging(), "\(side) still pings at rest")
    ledger.expect(keptCount == 0, "\(side) keeps \(keptCount) packets at rest")
    let device = interface.device.device
    // All hosts are in 224.0.0.1.
    ledger.expect(device.groupCount == 1, "\(side) filters for \(device.groupCount) groups")
    ledger.expect(device.waitingCount == 0, "\(side) left \(device.waitingCount) frames")
    checkConservation(&ledger)
  }

  /// Each frame ends in one counter at each of its stations.
  private func checkConservation(_ ledger: inout SoakLedger) {
    let counters = interface.counters
    let receiving = interface.device.receiving.counters
    let transmitting = interface.device.transmitting.counters
    let taken = FrameOutcome.allCases.reduce(UInt32(0)) { $0 &+ counters[$1] }
    ledger.expect(
      interface.device.counters.receivedFrames == receiving.frames,
      "\(side): \(receiving.frames) frames came through the link")
    ledger.expect(taken == receiving.out, "\(side): \(taken) outcomes of \(receiving.out) frames")
    let device = interface.device.counters
    ledger.expect(
      transmitting.out == device.transmittedFrames &+ device.transmitLinkDown,
      "\(side): \(transmitting.out) frames left, \(device.transmittedFrames) arrived")
    let reassembly = counters.reassembly
    let lost =
      reassembly.timedOut.fragments &+ reassembly.evicted.fragments
      &+ reassembly.discarded.fragments
    // Of each whole datagram at least one fragment was held.
    ledger.expect(
      counters[.fragmentHeld] &- lost >= reassembly.completed,
      "\(side): \(counters[.fragmentHeld]) fragments were held, \(lost) lost: \(reassembly)")
  }
}

extension FaultCounters {
  /// The frames that came in.
  var frames: UInt32 {
    passed &+ dropped &+ corrupted &+ duplicated &+ reordered &+ tooLong &+ rateLimited
  }

  /// The frames that came out.
  var out: UInt32 { passed &+ corrupted &+ duplicated &+ released }
}
