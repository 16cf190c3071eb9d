/// A board that an attack comes to in bursts, each of which its network controller holds: what is
/// not answered then, the board itself has lost.
protocol AttackedBoard: LinkedBoard {
  /// How many frames a burst has at most, beside its ping.
  static var burstCount: Int { get }
  /// How much room they may take together.
  static var burstRoom: Int { get }

  /// The room that a frame takes in the controller.
  static func room(for length: Int) -> Int

  /// Has so many frames, which are sent next, come to the stack all at once.
  func gather(_ count: Int) throws
}

/// Two bursts at most wait in the receive FIFO, with their pings: it has room for 10560 bytes, and
/// for the status of 176 frames (LAN9118 datasheet §5.3.9, table 5.3).
extension QEMUBoard: AttackedBoard {
  static let burstCount = 60
  static let burstRoom = 4800

  /// With the check sequence, and what fills up the last word.
  static func room(for length: Int) -> Int { length + 8 }

  /// QEMU takes frames in while the processor runs.
  func gather(_ count: Int) {}
}
