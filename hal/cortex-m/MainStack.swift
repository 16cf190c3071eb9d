internal import CortexMIntrinsics

/// The one stack of the image.
public enum MainStack {
  public static var bounds: Range<UInt> { MemoryImage.stack }

  public static var size: UInt { bounds.upperBound &- bounds.lowerBound }

  /// Where the frame of the caller ends.
  public static var pointer: UInt {
    @inline(__always) get { UInt(cortexm_stack_pointer()) }
  }

  /// The most bytes that were ever in use, found by the paint that is still there. Linear in what
  /// was never used.
  public static var highWaterMark: UInt { depth(below: bounds.upperBound) }

  /// The most bytes below `top` that were in use since the stack was painted; linear in the rest.
  public static func depth(below top: UInt) -> UInt {
    var address = bounds.lowerBound
    while address < top, MemoryImage.load(address) == paintWord { address &+= 4 }
    return top &- address
  }

  private static let paintWord: UInt32 = 0x5A17_C0DE

  /// Paints what lies below the caller's frame, but for some 80 bytes.
  @inline(never)
  public static func paint() {
    // The margin keeps this function's own frame and its caller's safe.
    let top = pointer &- 64
    var address = bounds.lowerBound
    while address < top {
      MemoryImage.store(paintWord, at: address)
      address &+= 4
    }
  }
}
