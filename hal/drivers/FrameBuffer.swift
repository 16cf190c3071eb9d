/// Memory for one Ethernet frame, in the words in which a FIFO takes and gives it.
///
/// The frame starts two bytes into the first word, so that after the 14 bytes of Ethernet header
/// the IP header is aligned to a word. Words are little-endian, as processor and FIFO are: the
/// order of bytes in memory is their order on the wire.
struct FrameBuffer: ~Copyable {
  /// Where the frame starts, in bytes.
  static var offset: Int { 2 }

  /// The words that hold `length` bytes of frame, a few thousand at most, and the bytes before them.
  static func wordCount(_ length: Int) -> Int { (offset &+ length &+ 3) >> 2 }

  /// Room for 1518 bytes with the frame check sequence, up to a multiple of 32 bytes.
  var words = InlineArray<384, UInt32>(repeating: 0)

  /// The first `length` bytes of the frame. Traps when the buffer is shorter.
  @_lifetime(borrow self)
  func bytes(_ length: Int) -> Span<UInt8> {
    // Any word is four valid bytes, `extracting` checks the bounds, and the words are borrowed
    // from self for as long as the result lives.
    let frame = unsafe words.span.bytes.extracting(Self.offset..<(Self.offset + length))
    return unsafe _overrideLifetime(Span<UInt8>(_bytes: frame), borrowing: self)
  }

  /// The first `length` bytes of the frame, to be written. Traps when the buffer is shorter.
  @_lifetime(&self)
  mutating func mutableBytes(_ length: Int) -> MutableSpan<UInt8> {
    let range = Self.offset..<(Self.offset + length)
    precondition(range.upperBound <= words.count * 4)
    var span = words.mutableSpan
    // Any four bytes are a valid word, the range was checked, and self is held exclusively for as
    // long as the result lives.
    let frame = unsafe span.withUnsafeMutableBytes { words in
      unsafe UnsafeMutableRawBufferPointer(rebasing: words[range])
    }
    return unsafe _overrideLifetime(MutableSpan<UInt8>(_unsafeBytes: frame), mutating: &self)
  }
}
