internal import _Volatile

/// A 32-bit register of the processor or of a peripheral at a fixed address.
public struct Register: Sendable {
  private let address: UInt

  /// - Parameter address: one that the architecture or the device's manual gives to a register.
  public init(at address: UInt) {
    self.address = address
  }

  public var value: UInt32 {
    get { mapped.load() }
    nonmutating set { mapped.store(newValue) }
  }

  private var mapped: VolatileMappedRegister<UInt32> {
    // The caller of `init` vouches that there is a register at this address.
    unsafe VolatileMappedRegister(unsafeBitPattern: address)
  }
}
