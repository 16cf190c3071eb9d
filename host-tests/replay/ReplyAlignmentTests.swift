import NetStack
import Testing

@testable import replay

@Suite struct ReplyAlignmentTests {
  /// Aligns frames of one letter each.
  /// - Returns: the recorded letter for each reply, or `-`; and what is left over.
  private func align(_ replies: String, _ recorded: String) -> (pairs: String, leftOver: String) {
    let alignment = ReplyAlignment(
      replies.utf8.map {
        Exchange(number: 1, request: [], outcome: .answered, reply: [$0])
      },
      recorded.utf8.map { RecordedReply(number: 1, frame: [$0]) }, canonical: { $0 })
    return (
      alignment.exchanges.map { letter($0.recorded) }.joined(),
      alignment.leftOver.map { letter($0) }.joined()
    )
  }

  private func letter(_ reply: RecordedReply?) -> String {
    reply.map { String(decoding: $0.frame, as: UTF8.self) } ?? "-"
  }

  @Test(
    "pairs equal frames in order, and what differs in its place",
    arguments: [
      ("ABC", "ABC", "ABC", ""),
      ("ABC", "AXC", "AXC", ""),
      ("ABC", "AC", "A-C", ""),
      ("ABC", "", "---", ""),
      ("ABC", "AXBC", "ABC", "X"),
      ("ABC", "ABCX", "ABC", "X"),
      ("", "AB", "", "AB"),
      // The nearer equal frame decides which side is one short.
      ("ABCA", "BCA", "-BCA", ""),
      ("BCA", "ABCA", "BCA", "A"),
      // Frames that changed places are not both equal.
      ("AB", "BA", "A-", "B"),
    ])
  func pairs(replies: String, recorded: String, pairs: String, leftOver: String) {
    let result = align(replies, recorded)
    #expect(result.pairs == pairs)
    #expect(result.leftOver == leftOver)
  }
}
