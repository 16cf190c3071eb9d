import Wire

/// What a frame of a capture is to the board, by its Ethernet addresses alone.
enum FrameRole: CaseIterable {
  /// From the board: the recorded side's reply.
  case sentByBoard
  /// For another station: the board's MAC would not take it in.
  case notForBoard
  /// For the board, but the capture holds only a part of it.
  case cutShort
  /// For the board or for a group of stations; or too short to tell, which the stack must bear.
  case forBoard

  init(_ frame: Span<UInt8>, isTruncated: Bool, board: MACAddress) {
    if let frame = try? EthernetFrame(frame) {
      if frame.source == board {
        self = .sentByBoard
        return
      }
      if frame.destination != board && !frame.destination.isGroup {
        self = .notForBoard
        return
      }
    }
    self = isTruncated ? .cutShort : .forBoard
  }
}
