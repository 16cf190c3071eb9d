internal import CortexMIntrinsics

/// The one stack of the image.
public enum MainStack {
  public static var bounds: Range<UInt> { MemoryImage.stack }

  public static var size: UInt { bounds.upperBound &- bounds.lowerBound }

  /// The most bytes that were ever in use, found by the paint that is still there. Linear in what
  /// was never used.
  public static var highWaterMark: UInt {
    var address = bounds.lowerBound
    while address < bounds.upperBound, MemoryImage.load(address) == paintWord { address &+= 4 }
    return bounds.upperBound &- address
  }

  private static let paintWord: UInt32 = 0x5A17_C0DE

  /// Paints what lies below the caller's frame.
  @inline(never)
  static func paint() {
    // The margin keeps this function's own frame and its caller's safe.
    let top = UInt(cortexm_stack_pointer()) &- 64
    var address = bounds.lowerBound
    while address < top {
      MemoryImage.store(paintWord, at: address)
      address &+= 4
    }
  }
}
