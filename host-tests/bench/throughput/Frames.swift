import PacketBenchmark

/// The frames of a capture, for lwIP.
struct Frames {
  private var frames: [[UInt8]] = []

  var count: Int { frames.count }

  init(_ bytes: [UInt8]) throws(BenchmarkFault) {
    guard var capture = CaptureFile(bytes.span) else { throw .capture }
    while let frame = capture.next() {
      frames.append(frame.indices.map { frame[$0] })
    }
    guard !frames.isEmpty else { throw .capture }
  }

  /// Feeds `count` frames, from the first on, over and over.
  func feed(_ count: Int) throws {
    var index = 0
    for _ in 0..<count {
      let frame = frames[index]
      try LwIPStack.receive(frame.span)
      LwIPStack.checkTimers()
      index += 1
      if index == frames.count { index = 0 }
    }
  }
}
