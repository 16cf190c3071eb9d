/// Recorded replies in the capture's order, in a queue for each key.
struct ReplyQueues<Key: Hashable> {
  /// Latest first.
  private var queues: [Key: [RecordedReply]] = [:]
  private var keyless: [RecordedReply] = []

  init(_ replies: [RecordedReply], by key: (RecordedReply) -> Key?) {
    for reply in replies.sorted(by: { $0.number > $1.number }) {
      if let key = key(reply) {
        queues[key, default: []].append(reply)
      } else {
        keyless.append(reply)
      }
    }
  }

  func first(_ key: Key) -> RecordedReply? { queues[key]?.last }

  mutating func removeFirst(_ key: Key) -> RecordedReply? { queues[key]?.popLast() }

  mutating func removeFirst(
    _ key: Key, where isWanted: (RecordedReply) -> Bool
  ) -> RecordedReply? {
    guard let index = queues[key]?.lastIndex(where: isWanted) else { return nil }
    return queues[key]?.remove(at: index)
  }

  mutating func removeAll(_ key: Key) -> [RecordedReply] {
    queues.removeValue(forKey: key).map { $0.reversed() } ?? []
  }

  /// What is left in all queues, and what had no key, in no order.
  var remaining: [RecordedReply] { keyless + queues.values.joined() }
}
