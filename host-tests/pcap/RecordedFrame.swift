import Pcap

/// A copy of a captured frame that a test can keep and compare.
struct RecordedFrame: Equatable {
  var bytes: [UInt8]
  var microseconds: Int64
  var originalLength: Int

  init(_ bytes: [UInt8], microseconds: Int64, originalLength: Int? = nil) {
    self.bytes = bytes
    self.microseconds = microseconds
    self.originalLength = originalLength ?? bytes.count
  }

  init(_ frame: CapturedFrame) {
    bytes = frame.bytes.indices.map { frame.bytes[$0] }
    microseconds = frame.microseconds
    originalLength = frame.originalLength
  }

  static func next(from reader: inout CaptureReader) throws(CaptureError) -> RecordedFrame? {
    guard let frame = try reader.nextFrame() else { return nil }
    return RecordedFrame(frame)
  }

  /// All frames of the capture at `path`.
  static func all(path: String) throws(CaptureError) -> [RecordedFrame] {
    var reader = try CaptureReader(path: path)
    var frames: [RecordedFrame] = []
    while let frame = try next(from: &reader) {
      frames.append(frame)
    }
    return frames
  }

  func write(to writer: inout CaptureWriter) throws(CaptureError) {
    try writer.write(
      CapturedFrame(
        bytes: bytes.span, microseconds: microseconds, originalLength: originalLength))
  }
}
