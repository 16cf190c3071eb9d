import _Volatile

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

  private func register(_ offset: Int) -> VolatileMappedRegister<UInt32> {
    // The initialiser's caller vouched for the address.
    unsafe VolatileMappedRegister(unsafeBitPattern: baseAddress &+ UInt(bitPattern: offset))
  }
}
