/// Bytes that tell where they were: no two among 256 in a row are the same.
enum MemoryPattern {
  static func byte(_ index: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: index &* 37 &+ 11)
  }
}
