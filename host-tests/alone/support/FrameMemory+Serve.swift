import CortexM
import NetStack

extension FrameMemory {
  /// Takes all frames in without a stack: what the other images have beside one.
  @inline(__always)
  public mutating func serve() {
    let depth = Run.measure { _ in turn() }
    Run.report(counters, depth: depth, packetRoom: 0)
  }

  @inline(never)
  private mutating func turn() -> UInt {
    _ = receive { _, slot in slot.discard() }
    _ = transmit { slot in slot.discard() }
    return MainStack.pointer
  }
}
