/// HalfSipHash-2-4: a keyed hash in 32-bit words (Aumasson and Bernstein, SipHash: a fast
/// short-input PRF, 2012, and the half-size variant of its authors).
///
/// The message is whole words, in little-endian order where it counts.
struct HalfSipHash {
  private var v0: UInt32
  private var v1: UInt32
  private var v2: UInt32
  private var v3: UInt32
  private var byteCount: UInt32 = 0

  init(key: (UInt32, UInt32)) {
    v0 = key.0
    v1 = key.1
    v2 = 0x6C79_6765 ^ key.0
    v3 = 0x7465_6462 ^ key.1
  }

  mutating func add(_ word: UInt32) {
    byteCount &+= 4
    mix(word)
  }

  /// The hash of what was added.
  consuming func finish() -> UInt32 {
    mix(byteCount << 24)
    v2 ^= 0xFF
    for _ in 0..<4 { round() }
    return v1 ^ v3
  }

  private mutating func mix(_ word: UInt32) {
    v3 ^= word
    round()
    round()
    v0 ^= word
  }

  private mutating func round() {
    v0 &+= v1
    v1 = v1.rotatedLeft(5) ^ v0
    v0 = v0.rotatedLeft(16)
    v2 &+= v3
    v3 = v3.rotatedLeft(8) ^ v2
    v0 &+= v3
    v3 = v3.rotatedLeft(7) ^ v0
    v2 &+= v1
    v1 = v1.rotatedLeft(13) ^ v2
    v2 = v2.rotatedLeft(16)
  }
}

extension UInt32 {
  /// - Parameter count: 1…31.
  @inline(__always)
  fileprivate func rotatedLeft(_ count: UInt32) -> UInt32 {
    self &<< count | self &>> (32 &- count)
  }
}
