import CortexM
import CortexMIntrinsics

/// How deep the stack goes below the caller.
enum StackPaint {
  private static var word: UInt32 { 0x5A17_C0DE }

  /// Paints the stack below the caller's frame.
  /// - Returns: where the caller's frame ends.
  @inline(never)
  static func apply() -> UInt {
    // Nothing below the stack pointer is in use; this function calls nothing while it paints.
    let top = UInt(cortexm_stack_pointer())
    var address = MainStack.bounds.lowerBound
    while address < top {
      Register(at: address).value = word
      address &+= 4
    }
    return top
  }

  /// The bytes below `top` that were used since.
  @inline(never)
  static func depth(below top: UInt) -> UInt32 {
    var address = MainStack.bounds.lowerBound
    while address < top, Register(at: address).value == word { address &+= 4 }
    return UInt32(truncatingIfNeeded: top &- address)
  }
}
