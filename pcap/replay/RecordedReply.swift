import Pcap
import Wire

/// A frame that the board sent in a capture.
struct RecordedReply {
  /// Its place in the capture, from 1.
  let number: Int
  let frame: [UInt8]

  /// All that `board` sent in the capture at `path`. Throws if the capture cut one short.
  static func all(path: String, board: MACAddress) throws(CaptureError) -> [RecordedReply] {
    var reader = try CaptureReader(path: path)
    var replies: [RecordedReply] = []
    var number = 0
    while let frame = try reader.nextFrame() {
      number += 1
      let role = FrameRole(frame.bytes, isTruncated: frame.isTruncated, board: board)
      guard role == .sentByBoard else { continue }
      guard !frame.isTruncated else {
        throw .truncatedFrame(
          path: path, frame: number, captured: frame.bytes.count, original: frame.originalLength)
      }
      replies.append(RecordedReply(number: number, frame: [UInt8](copying: frame.bytes)))
    }
    return replies
  }
}
