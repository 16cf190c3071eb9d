/// Watches for data in the receive FIFO that belongs to no frame.
///
/// It is what remains when a status named too short a length; every later frame would be read out
/// of step. A frame on its way in looks alike, but grows or ends within 1.3 ms.
struct ReceiveResidue {
  private var bytes = 0
  private var sightings = 0

  /// Takes one look at the FIFO between drains.
  /// - Returns: whether the very same data lay there without a frame for eight looks.
  @inline(__always)
  mutating func isStuck(_ level: ReceiveFIFOLevel) -> Bool {
    guard level.frames == 0, level.bytes > 0 else {
      sightings = 0
      return false
    }
    return isStuck(bytes: level)
  }

  @inline(never)
  private mutating func isStuck(bytes level: ReceiveFIFOLevel) -> Bool {
    sightings = level.bytes == bytes ? sightings &+ 1 : 1
    bytes = level.bytes
    return sightings >= 8
  }
}
