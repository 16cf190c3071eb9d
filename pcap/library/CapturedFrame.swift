/// One Ethernet frame of a capture, lent by the reader that holds its bytes.
public struct CapturedFrame: ~Escapable {
  /// The frame from its destination address on, as far as it was captured, without a frame check
  /// sequence. A frame that its own machine sent may be shorter than 60 bytes: the padding is
  /// the device's work, and the capture was made before it.
  public let bytes: Span<UInt8>

  /// When the frame was captured, in microseconds since 1970-01-01 00:00:00 UTC.
  public let microseconds: Int64

  /// How many bytes the frame had on the wire.
  public let originalLength: Int

  /// A frame for a ``CaptureWriter``, captured whole unless `originalLength` is given.
  @_lifetime(copy bytes)
  public init(bytes: Span<UInt8>, microseconds: Int64, originalLength: Int? = nil) {
    self.bytes = bytes
    self.microseconds = microseconds
    self.originalLength = originalLength ?? bytes.count
  }

  /// Whether the capture holds less than the frame, as with `tcpdump --snapshot-length`.
  public var isTruncated: Bool { originalLength > bytes.count }
}
