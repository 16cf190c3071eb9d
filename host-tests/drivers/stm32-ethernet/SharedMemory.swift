import EthernetModel

/// Bytes that processor and DMA share, at a bus address.
@safe final class SharedMemory: EthernetMemory {
  let busAddress: UInt32
  let bytes: UnsafeMutableBufferPointer<UInt8>

  /// Whether a DMB stands behind the last store, and a DSB.
  var isOrdered = true
  var isComplete = true
  /// Whether a receive descriptor was seen to be the processor's, and no DMB has come since.
  var awaitsReadBarrier = false

  init(busAddress: UInt32, byteCount: Int) {
    self.busAddress = busAddress
    // Freed in deinit; the bench outlives the device that lends parts of it.
    unsafe bytes = .allocate(capacity: byteCount)
    unsafe bytes.initialize(repeating: 0xA5)
  }

  deinit { unsafe bytes.deallocate() }

  func word(_ offset: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(unsafe bytes[offset + $1]) << UInt32(8 * $1) }
  }

  func setWord(_ value: UInt32, at offset: Int) {
    for i in 0..<4 {
      unsafe bytes[offset + i] = UInt8(truncatingIfNeeded: value >> UInt32(8 * i))
    }
  }

  func read(_ count: Int, at address: UInt32) -> [UInt8]? {
    guard let range = range(count, at: address) else { return nil }
    return unsafe Array(bytes[range])
  }

  func write(_ values: [UInt8], at address: UInt32) -> Bool {
    guard let range = range(values.count, at: address) else { return false }
    for (i, value) in values.enumerated() { unsafe bytes[range.lowerBound + i] = value }
    return true
  }

  private func range(_ count: Int, at address: UInt32) -> Range<Int>? {
    let first = Int(address) - Int(busAddress)
    guard first >= 0, unsafe first + count <= bytes.count else { return nil }
    return first..<first + count
  }
}
