import Pcap
import Wire

/// A frame that the board sent in a capture.
struct RecordedReply {
  /// Its place in the capture, from 1.
  let number: Int
  let frame: [UInt8]

  /// All that `board` sent in the capture at `path`, where its frames are rewritten first, and
  /// fragments put together; datagrams that lack a part are left out. Throws if the capture cut a
  /// frame short.
  static func all(
    path: String, board: MACAddress, rewriter: FrameRewriter? = nil
  ) throws(CaptureError) -> [RecordedReply] {
    var reader = try CaptureReader(path: path)
    var replies: [RecordedReply] = []
    var joiner = FragmentJoiner()
    var number = 0
    while let frame = try reader.nextFrame() {
      number += 1
      let bytes = [UInt8](copying: frame.bytes)
      let rewritten = rewriter?.rewrite(bytes) ?? bytes
      let role = FrameRole(rewritten.span, isTruncated: frame.isTruncated, board: board)
      guard role == .sentByBoard else { continue }
      guard !frame.isTruncated else {
        throw .truncatedFrame(
          path: path, frame: number, captured: frame.bytes.count, original: frame.originalLength)
      }
      guard let whole = joiner.add(rewritten) else { continue }
      replies.append(RecordedReply(number: number, frame: whole))
    }
    return replies
  }
}
