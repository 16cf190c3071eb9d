import Attacks
import Glibc

/// A host that pings the board and measures how long each reply takes.
struct Probe {
  struct Ping {
    let sentAt: Double
    /// Nil until the reply has come.
    var seconds: Double?
  }

  static let station = AttackTarget(
    hardware: [2, 0, 0, 0, 0, 9], address: [192, 0, 2, 9])
  private static let identifier: [UInt8] = [0x50, 0x42]

  let board: AttackTarget
  private(set) var pings: [Ping] = []

  init(board: AttackTarget) {
    self.board = board
  }

  /// The next request.
  mutating func request(at now: Double) -> [UInt8] {
    let sequence = UInt16(truncatingIfNeeded: pings.count)
    pings.append(Ping(sentAt: now))
    let message = FrameBuilder.icmp(
      type: 8, rest: Self.identifier + FrameBuilder.octets(sequence),
      [UInt8](repeating: 0x5A, count: 56))
    return FrameBuilder(target: board).ipv4(
      FrameBuilder.Header(protocol: 1), from: Self.station, message)
  }

  /// Takes in a frame.
  /// - Returns: what is to be answered.
  mutating func receive(_ frame: [UInt8], at now: Double) -> [UInt8]? {
    guard frame.count >= 42 else { return nil }
    if frame[12..<14] == [8, 6], frame[20..<22] == [0, 1],
      frame[38..<42].elementsEqual(Self.station.address)
    {
      return arpReply
    }
    guard frame.starts(with: Self.station.hardware), frame[12..<14] == [8, 0], frame[23] == 1,
      frame[34] == 0, frame[38..<40].elementsEqual(Self.identifier)
    else { return nil }
    let sequence = Int(frame[40]) << 8 | Int(frame[41])
    // The latest request with that number.
    let rounds = (pings.count - 1 - sequence) >> 16
    let index = sequence + rounds << 16
    guard pings.indices.contains(index), pings[index].seconds == nil else { return nil }
    pings[index].seconds = now - pings[index].sentAt
    return nil
  }

  private var arpReply: [UInt8] {
    FrameBuilder(target: board).ethernet(
      from: Self.station.hardware, type: 0x0806,
      [0, 1, 8, 0, 6, 4, 0, 2] + Self.station.hardware + Self.station.address + board.hardware
        + board.address)
  }
}
