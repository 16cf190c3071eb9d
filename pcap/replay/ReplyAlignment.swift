/// The stack's replies of one kind beside the recorded replies of that kind, both in their order.
///
/// A reply that is missing or too many on either side does not shift what follows: equal frames a
/// little ahead are found again. The order is kept, so replies that changed places are seen.
struct ReplyAlignment {
  /// The exchanges with the recorded replies that belong to them.
  private(set) var exchanges: [Exchange]
  /// Recorded replies that belong to none of the exchanges.
  private(set) var leftOver: [RecordedReply] = []

  /// How far ahead an equal frame is looked for.
  private static var horizon: Int { 64 }

  /// - Parameter canonical: a frame without what is not compared.
  init(
    _ exchanges: [Exchange], _ recorded: [RecordedReply], canonical: ([UInt8]) -> [UInt8]
  ) {
    self.exchanges = exchanges
    let replies = exchanges.map { canonical($0.reply ?? []) }
    let candidates = recorded.map { canonical($0.frame) }
    var next = 0
    for index in exchanges.indices where next < recorded.count {
      let skipped = Self.distance(to: replies[index], in: candidates[next...])
      let owner = Self.distance(to: candidates[next], in: replies[index...])
      if let skipped, skipped <= owner ?? skipped {
        leftOver += recorded[next..<next + skipped]
        next += skipped
      } else if owner != nil {
        // The recorded reply belongs to a later exchange.
        continue
      }
      self.exchanges[index].recorded = recorded[next]
      next += 1
    }
    leftOver += recorded[next...]
  }

  private static func distance<Frames: RandomAccessCollection>(
    to frame: Frames.Element, in frames: Frames
  ) -> Int? where Frames.Element: Equatable {
    let ahead = frames.prefix(horizon)
    return ahead.firstIndex(of: frame).map { ahead.distance(from: ahead.startIndex, to: $0) }
  }
}
