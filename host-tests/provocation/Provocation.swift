import CortexM
import Heap

/// What goes wrong on purpose, in images that are built with the trait FaultProvocation: the fifth
/// byte of a datagram that begins with "bang".
public enum Provocation: UInt8 {
  /// "t": an index out of bounds.
  case trap = 0x74
  /// "s": a recursion without end.
  case stackOverflow = 0x73
  /// "n": a read through a null pointer, at a field's offset.
  case nullDereference = 0x6E
  /// "h": a write beyond a block of the heap.
  case heapDamage = 0x68
  /// "i": an interrupt that nobody handles.
  case unhandledInterrupt = 0x69
  /// "l": the loop stops.
  case stoppedLoop = 0x6C
  /// "m": it stops with interrupts masked.
  case maskedLoop = 0x6D
  /// "d": it stops, and SysTick too.
  case deafLoop = 0x64
  /// "c": a write over the code.
  case damagedCode = 0x63
  /// "x": execution of data.
  case executedData = 0x78

  /// Does what a datagram asks for.
  public static func obey(_ payload: Span<UInt8>) {
    guard payload.count == 5, payload[0] == 0x62, payload[1] == 0x61, payload[2] == 0x6E,
      payload[3] == 0x67
    else { return }
    Provocation(rawValue: payload[4])?.perform(Int(payload[4]))
  }

  /// - Parameter opaque: a number that the compiler does not know, 0x20…0x7F.
  private func perform(_ opaque: Int) {
    switch self {
    case .trap: trap(opaque)
    case .stackOverflow: _ = recurse(UInt32(truncatingIfNeeded: opaque))
    case .nullDereference: readNull(opaque)
    case .heapDamage: damageHeap()
    case .unhandledInterrupt: interrupt()
    case .stoppedLoop: loop()
    case .maskedLoop:
      _ = Interrupts.mask()
      loop()
    case .deafLoop:
      Register(at: 0xE000_E010).value = 0
      loop()
    case .damagedCode: damageCode()
    case .executedData: executeData()
    }
  }

  @inline(never)
  private func trap(_ index: Int) {
    let values: [4 of UInt8] = [1, 2, 3, 4]
    Self.result.value = UInt32(values[index])
  }

  @inline(never)
  private func recurse(_ depth: UInt32) -> UInt32 {
    guard depth != 0 else { return 0 }
    var frame = InlineArray<32, UInt32>(repeating: depth)
    frame[Int(depth & 31)] = recurse(depth &+ 1)
    return frame[Int(depth >> 5 & 31)]
  }

  @inline(never)
  private func readNull(_ opaque: Int) {
    let null = UInt(bitPattern: opaque) &- UInt(rawValue)
    Self.result.value = Register(at: null &+ 8).value
  }

  @inline(never)
  private func damageHeap() {
    // The pointer stays here, and what is written lies in the heap: before the block's end, and on
    // the next block's header.
    guard let block = unsafe SystemHeap.allocate(byteCount: 64) else { return }
    for offset in 0..<96 {
      unsafe block.storeBytes(of: 0xA5, toByteOffset: offset, as: UInt8.self)
    }
    unsafe SystemHeap.deallocate(block)
    // What is damaged shows at the latest when the heap looks at its blocks.
    _ = unsafe SystemHeap.allocate(byteCount: 4096)
  }

  @inline(never)
  private func interrupt() {
    NVIC.enable(20)
    // ISPR0 (ARMv7-M ARM §B3.4.6)
    while true { Register(at: 0xE000_E200).value = 1 << 20 }
  }

  @inline(never)
  private func loop() {
    while true { Interrupts.sleep() }
  }

  @inline(never)
  private func damageCode() {
    Register(at: MemoryImage.codeStart &+ 0x2000).value = 0
  }

  @inline(never)
  private func executeData() {
    let start = UInt(bitPattern: unsafe MemoryImage.heap.baseAddress)
    // There is no function, which is the point.
    let function = unsafe unsafeBitCast(start | 1, to: (@convention(c) () -> Void).self)
    function()
    // Not a tail call: it is to return here.
    Self.result.value = 0
  }

  /// MMFAR, which a program may write.
  private static var result: Register { Register(at: 0xE000_ED34) }
}
