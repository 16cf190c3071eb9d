// Where the linker script put things. Only the addresses of these symbols mean anything.
@_extern(c, "__text_start") private func textStart()
@_extern(c, "__text_end") private func textEnd()
@_extern(c, "__fault_record") private func faultRecordStart()
@_extern(c, "__data_load") private func dataLoad()
@_extern(c, "__data_start") private func dataStart()
@_extern(c, "__data_end") private func dataEnd()
@_extern(c, "__bss_start") private func bssStart()
@_extern(c, "__bss_end") private func bssEnd()
@_extern(c, "__stack_bottom") private func stackBottom()
@_extern(c, "__stack_top") private func stackTop()
@_extern(c, "__dma_start") private func dmaStart()
@_extern(c, "__dma_end") private func dmaEnd()
@_extern(c, "__heap_start") private func heapStart()
@_extern(c, "__heap_end") private func heapEnd()

/// The image's memory as its linker script lays it out.
public enum MemoryImage {
  /// Fills `.data` from flash, zeroes `.bss` and paints the unused stack. The first thing after
  /// reset: nothing global may be touched before it.
  public static func initialize() {
    var source = address(of: dataLoad)
    var target = address(of: dataStart)
    while target < address(of: dataEnd) {
      store(load(source), at: target)
      source &+= 4
      target &+= 4
    }
    target = address(of: bssStart)
    while target < address(of: bssEnd) {
      store(0, at: target)
      target &+= 4
    }
    MainStack.paint()
  }

  /// What is left of RAM for a heap.
  public static var heap: UnsafeMutableRawBufferPointer {
    let start = address(of: heapStart)
    // The region lies between two symbols of the linker script and holds nothing else.
    return unsafe UnsafeMutableRawBufferPointer(
      start: UnsafeMutableRawPointer(bitPattern: start),
      count: Int(bitPattern: address(of: heapEnd) &- start))
  }

  /// What the linker script sets aside for descriptors and packets, in memory that bus masters beside
  /// the processor reach. It is not initialised.
  public static var dma: UnsafeMutableRawBufferPointer {
    let start = address(of: dmaStart)
    // The region lies between two symbols of the linker script and holds nothing else.
    return unsafe UnsafeMutableRawBufferPointer(
      start: UnsafeMutableRawPointer(bitPattern: start),
      count: Int(bitPattern: address(of: dmaEnd) &- start))
  }

  /// Where the image's code and constants begin.
  public static var codeStart: UInt { code.lowerBound }

  /// The image's code and constants.
  static var code: Range<UInt> {
    // The linker script has them in this order.
    unsafe Range(uncheckedBounds: (address(of: textStart), address(of: textEnd)))
  }

  /// 256 bytes that no start of the image touches, so that they outlast a reset.
  static var faultRecord: UInt { address(of: faultRecordStart) }

  static var stack: Range<UInt> {
    // As above.
    unsafe Range(uncheckedBounds: (address(of: stackBottom), address(of: stackTop)))
  }

  private static func address(of symbol: @convention(c) () -> Void) -> UInt {
    // A linker symbol has the type of a function only to be nameable; its address is data. Bit 0
    // would mark Thumb code, and the script aligns every bound to 8 bytes.
    unsafe unsafeBitCast(symbol, to: UInt.self) & ~1
  }

  static func load(_ address: UInt) -> UInt32 {
    // Aligned and within a region of the linker script, by the loops that call this.
    unsafe UnsafePointer<UInt32>(bitPattern: address).unsafelyUnwrapped.pointee
  }

  static func store(_ value: UInt32, at address: UInt) {
    // Aligned and within a region of the linker script, by the loops that call this.
    unsafe UnsafeMutablePointer<UInt32>(bitPattern: address).unsafelyUnwrapped.pointee = value
  }
}
