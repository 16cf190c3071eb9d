/// A frame as the device received it, lent for as long as its memory is the stack's to read.
public struct ReceivedFrame: ~Copyable, ~Escapable {
  /// From the destination address up to the end of the payload, without the frame check sequence.
  public let bytes: Span<UInt8>

  /// The checksums that the device found to be correct in this very frame.
  public let verifiedChecksums: ChecksumSet

  @_lifetime(copy bytes)
  public init(_ bytes: Span<UInt8>, verifiedChecksums: ChecksumSet = []) {
    self.bytes = bytes
    self.verifiedChecksums = verifiedChecksums
  }
}
