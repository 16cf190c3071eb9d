import Wire

/// The frames of a pcap file, little-endian and in microseconds, that lies in memory.
package struct CaptureFile: ~Escapable {
  private let bytes: Span<UInt8>
  private var offset = 24

  /// - Parameter bytes: the file; what follows it is zero.
  /// - Returns: nil when it is no such file.
  @_lifetime(copy bytes)
  package init?(_ bytes: Span<UInt8>) {
    guard bytes.count >= 24, bytes.uint32(at: 0) == 0xD4C3_B2A1 else { return nil }
    self.bytes = bytes
  }

  /// The next frame; nil after the last.
  @_lifetime(copy self)
  package mutating func next() -> Span<UInt8>? {
    guard offset &+ 16 <= bytes.count else { return nil }
    let count = Int(bytes.uint32(at: offset &+ 8).byteSwapped & 0xFFFF)
    let start = offset &+ 16
    guard count > 0, start &+ count <= bytes.count else { return nil }
    offset = start &+ count
    return bytes.extracting(start..<start &+ count)
  }
}
