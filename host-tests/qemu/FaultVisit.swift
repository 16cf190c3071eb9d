/// A board whose image commits faults when it is asked to.
protocol ProvokedBoard: LinkedBoard {
  var transcript: String { get }
  func await(_ text: String, seconds: Double) throws
}

extension ProvokedBoard {
  func await(_ text: String) throws { try self.await(text, seconds: 10) }
}

extension QEMUBoard: ProvokedBoard {}
extension NucleoBoard: ProvokedBoard {}

/// A host on the link of a board that is up, and asks it for a fault.
struct FaultVisit<Board: ProvokedBoard> {
  private let board: Board

  init(_ board: Board) throws {
    try board.await("is ours")
    self.board = board
  }

  func provoke(_ code: Character) throws { try Self.provoke(code, board) }

  /// Sends the datagram that asks for a fault.
  static func provoke(_ code: Character, _ board: Board) throws {
    let peer = try peer(of: board)
    try board.link.send(peer.datagram(Array("bang\(code)".utf8), from: 40_000, to: 7))
  }

  /// Waits until the board has started again and answers a ping.
  static func awaitPing(_ board: Board) throws {
    try board.await("is ours")
    let peer = try peer(of: board)
    guard try peer.ping([1, 2, 3], sequence: 1, seconds: 5) == [1, 2, 3] else {
      throw Failure("no ping is answered:\n\(board.transcript)")
    }
  }

  /// A peer that the board has heard of.
  private static func peer(of board: Board) throws -> TestPeer<Board> {
    var peer = TestPeer(machine: board)
    guard let hardware = try peer.resolve(seconds: 5) else {
      throw Failure("the board's hardware address can't be had:\n\(board.transcript)")
    }
    peer.boardHardware = hardware
    return peer
  }
}
