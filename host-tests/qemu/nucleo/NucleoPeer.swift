import Wire

/// A host on the Nucleo's link.
struct NucleoPeer {
  let board: NucleoBoard
  let frames: TestPeer<NucleoBoard>

  /// A peer of a board that has its address.
  init(_ board: NucleoBoard) throws {
    try board.await("is ours")
    self.board = board
    frames = TestPeer(machine: board, boardHardware: try board.hardwareAddress())
    _ = try resolve()
  }

  func ping(_ data: [UInt8] = [1, 2, 3], sequence: UInt16, seconds: Double = 2) throws -> Bool {
    try frames.ping(data, sequence: sequence, seconds: seconds) == data
  }

  func udpEcho(_ data: [UInt8]) throws -> Bool { try frames.udpEcho(data, from: 40000) == data }

  /// Sends an echo request whose answer nobody waits for.
  func send(sequence: UInt16) throws {
    try board.link.send(frames.echoRequest([9], sequence: sequence))
  }

  func resolve(seconds: Double = 2) throws -> MACAddress? { try frames.resolve(seconds: seconds) }

  /// Pings until one is answered, half a second each. The board may have started afresh and learns
  /// of this peer from its question.
  func isReachable(attempts: Int = 8) throws -> Bool {
    for attempt in 0..<attempts {
      _ = try resolve(seconds: 0.5)
      if try ping(sequence: 0x4000 + UInt16(attempt), seconds: 0.5) { return true }
    }
    return false
  }

  /// The rings, once the board has come to rest.
  func restingRings() throws -> DescriptorRings {
    var rings = try DescriptorRings(board.ask("rings"))
    for _ in 0..<100 where !rings.isAtRest { rings = try DescriptorRings(board.ask("rings")) }
    return rings
  }
}
