import Testing

/// Compares an answer with the one that Linux gave, but for the fields where stacks may differ:
/// the identification, the don't fragment flag and the type of service, and the header's checksum
/// that covers them.
func expectSame(
  _ frame: [UInt8], asLinux expected: [UInt8], typeOfServiceToo: Bool = true,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  func common(_ frame: [UInt8]) -> [UInt8] {
    var frame = frame
    if !typeOfServiceToo { frame[15] = 0 }
    frame.replaceSubrange(18..<22, with: [0, 0, frame[20] & 0xBF, frame[21]])
    frame.replaceSubrange(24..<26, with: [0, 0])
    return frame
  }
  #expect(common(frame) == common(expected), sourceLocation: sourceLocation)
}
