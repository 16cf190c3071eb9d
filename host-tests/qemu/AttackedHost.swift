import Attacks
import SeededRandom
import Wire

/// A host that pings a board while others attack it over the same link.
final class AttackedHost<Board: AttackedBoard> {
  private let peer: TestPeer<Board>
  private var sequence: UInt16 = 0
  /// The frames that were sent, but for those that QEMU drops by their length, which the medium
  /// does not carry.
  private(set) var sent = 0

  init(_ peer: TestPeer<Board>) {
    self.peer = peer
  }

  /// Pings without an attack.
  /// - Returns: how many pings were answered.
  func pings(_ count: Int) throws -> Int {
    var answered = 0
    for _ in 0..<count where try ping(behind: [], before: []) { answered += 1 }
    return answered
  }

  /// Pings once in each burst of an attack, at any place of it.
  /// - Returns: how many pings were answered.
  func pings(
    _ count: Int, during attack: Attack, using random: inout SplitMix64
  ) throws -> Int {
    let target = AttackTarget(
      hardware: octets(of: peer.boardHardware), address: octets(of: peer.board))
    var answered = 0
    var number = 0
    for _ in 0..<count {
      var burst: [[UInt8]] = []
      var room = Board.burstRoom
      while burst.count < Board.burstCount {
        let frame = attack.frame(number, to: target, using: &random)
        let taken = Board.room(for: frame.count)
        guard taken <= room else { break }
        number += 1
        room -= taken
        burst.append(attack == .jumboAndRunt ? frame : frame.padded)
      }
      let place = Int.random(in: 0...burst.count, using: &random)
      if try ping(behind: burst[..<place], before: burst[place...]) { answered += 1 }
    }
    return answered
  }

  private func ping(behind first: ArraySlice<[UInt8]>, before last: ArraySlice<[UInt8]>) throws
    -> Bool
  {
    sequence += 1
    try peer.machine.gather(first.count + 1 + last.count)
    for frame in first { try send(frame) }
    try send(peer.echoRequest([1, 2, 3, 4], sequence: sequence))
    for frame in last { try send(frame) }
    let deadline = Deadline(seconds: 2)
    while !deadline.hasPassed, let frame = peer.machine.link.receive(seconds: 2) {
      if peer.isReply(frame, to: sequence) { return true }
      if let reply = peer.arpReply(to: frame) { try send(reply) }
    }
    return false
  }

  private func send(_ frame: [UInt8]) throws {
    try peer.machine.link.send(frame)
    if (14..<2048).contains(frame.count) { sent += 1 }
  }

  private func octets(of address: MACAddress) -> [UInt8] {
    address.octets.indices.map { address.octets[$0] }
  }

  private func octets(of address: IPv4Address) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: address.rawValue >> (24 - 8 * $0)) }
  }
}

extension AttackedHost<QEMUBoard> {
  /// Waits until the board has reported what it has now.
  func awaitReport() throws {
    try peer.machine.await("stat time=")
    try peer.machine.await("stat time=")
    try peer.machine.await("\n")
  }

  var reports: [BoardReport] { BoardReport.all(in: peer.machine.transcript) }
}

extension [UInt8] {
  /// The frame as the medium carries it, at least 60 bytes long (IEEE 802.3 §4.2.8).
  fileprivate var padded: [UInt8] { self + [UInt8](repeating: 0, count: Swift.max(0, 60 - count)) }
}
