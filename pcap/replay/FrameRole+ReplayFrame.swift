import Wire

extension FrameRole {
  init(_ frame: ReplayFrame, board: MACAddress) {
    self.init(frame.bytes.span, isTruncated: frame.isTruncated, board: board)
  }
}
