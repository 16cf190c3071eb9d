import Pcap

/// A frame of a capture that is kept, or one that was made from it.
struct ReplayFrame: Equatable {
  /// The place in the capture, from 1, of the frame or of what it was made from.
  var number: Int
  var bytes: [UInt8]
  var microseconds: Int64
  /// Whether the capture holds only a part of it.
  var isTruncated = false

  /// All frames of the capture at `path`.
  static func all(path: String) throws(CaptureError) -> [ReplayFrame] {
    var reader = try CaptureReader(path: path)
    var frames: [ReplayFrame] = []
    while let frame = try next(of: &reader, number: frames.count + 1) { frames.append(frame) }
    return frames
  }

  /// A copy of the frame that `reader` comes to next.
  static func next(
    of reader: inout CaptureReader, number: Int
  ) throws(CaptureError) -> ReplayFrame? {
    guard let frame = try reader.nextFrame() else { return nil }
    return ReplayFrame(
      number: number, bytes: [UInt8](copying: frame.bytes), microseconds: frame.microseconds,
      isTruncated: frame.isTruncated)
  }
}
