import Wire

/// The frames of a pcap file, little-endian and in microseconds, that lies in memory.
package struct CaptureFile: ~Escapable {
  /// Where the first frame's record starts.
  package static var firstFrame: Int { 24 }

  private let bytes: Span<UInt8>
  /// Where the next frame's record starts.
  package private(set) var offset: Int

  /// - Parameters:
  ///   - bytes: the file; what follows it is zero.
  ///   - offset: where to begin, when not with the first frame.
  /// - Returns: nil when it is no such file.
  @_lifetime(copy bytes)
  package init?(_ bytes: Span<UInt8>, from offset: Int = firstFrame) {
    guard bytes.count >= 24, bytes.uint32(at: 0) == 0xD4C3_B2A1 else { return nil }
    self.bytes = bytes
    self.offset = offset
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
