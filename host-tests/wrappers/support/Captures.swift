import Pcap

/// A captured frame and its time.
struct TimedFrame: Equatable {
  var bytes: [UInt8]
  var microseconds: UInt64

  /// The frames of a capture file.
  static func all(path: String) throws -> [TimedFrame] {
    var reader = try CaptureReader(path: path)
    var frames: [TimedFrame] = []
    while let frame = try reader.nextFrame() {
      frames.append(
        TimedFrame(bytes: Array(frame.bytes), microseconds: UInt64(frame.microseconds)))
    }
    return frames
  }

  /// The frames of a committed capture.
  static func committed(_ name: String) throws -> [TimedFrame] {
    let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    return try all(path: "/\(root)/pcap/captures/\(name).pcap")
  }
}

/// The frames of a committed capture.
func capture(_ name: String) throws -> [[UInt8]] {
  try TimedFrame.committed(name).map(\.bytes)
}
