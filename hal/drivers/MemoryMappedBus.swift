import _Volatile

#if arch(arm)
  import CortexMIntrinsics
#endif

/// The registers of a peripheral in the processor's memory map.
public struct MemoryMappedBus: RegisterBus {
  private let baseAddress: UInt

  /// The caller vouches that a peripheral lies at `baseAddress`, aligned to four bytes, and that
  /// every offset its driver uses lies within it.
  @unsafe public init(baseAddress: UInt) {
    self.baseAddress = baseAddress
  }

  public func load(_ offset: Int) -> UInt32 {
    register(offset).load()
  }

  public func store(_ value: UInt32, at offset: Int) {
    register(offset).store(value)
  }

  #if arch(arm)
    @inline(__always)
    public func load(_ words: inout MutableSpan<UInt32>, fromPort offset: Int) {
      let address = baseAddress &+ UInt(bitPattern: offset)
      let count = words.count
      // The initialiser's caller vouched for the eight registers, and the words are the span's: eight
      // of them for each burst, then one at a time.
      unsafe words.withUnsafeMutableBufferPointer { buffer in
        guard var next = buffer.baseAddress else { return }
        for _ in 0..<UInt(bitPattern: count) / 8 { unsafe next = cortexm_load_eight(next, address) }
        for _ in 0..<UInt(bitPattern: count) % 8 {
          unsafe next.pointee = load(offset)
          unsafe next += 1
        }
      }
    }

    @inline(__always)
    public func store(_ words: Span<UInt32>, toPort offset: Int) {
      let address = baseAddress &+ UInt(bitPattern: offset)
      let count = words.count
      // As above.
      unsafe words.withUnsafeBufferPointer { buffer in
        guard var next = buffer.baseAddress else { return }
        for _ in 0..<UInt(bitPattern: count) / 8 {
          unsafe next = cortexm_store_eight(next, address)
        }
        for _ in 0..<UInt(bitPattern: count) % 8 {
          store(unsafe next.pointee, at: offset)
          unsafe next += 1
        }
      }
    }
  #endif

  private func register(_ offset: Int) -> VolatileMappedRegister<UInt32> {
    // The initialiser's caller vouched for the address.
    unsafe VolatileMappedRegister(unsafeBitPattern: baseAddress &+ UInt(bitPattern: offset))
  }
}
