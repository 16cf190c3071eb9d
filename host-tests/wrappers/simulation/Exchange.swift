/// A question of one station and what became of it. Each has a number, and content that follows
/// from the number.
struct Exchange {
  enum Kind {
    case datagram
    case ping
  }

  let kind: Kind
  let asker: Side
  /// How often the other station's stack took the question in.
  var taken = 0
  /// How often an answer reached the asker.
  var answers = 0

  /// The payload: the number, then bytes and a length that follow from it.
  static func content(_ number: Int) -> [UInt8] {
    let length = number % 16 == 7 ? number * 37 % 1468 : number * 5 % 61
    return (0..<4).map { UInt8(number >> (24 - 8 * $0) & 0xFF) }
      + pattern(length, from: UInt8(truncatingIfNeeded: number))
  }

  /// The number of content that is whole.
  static func number(of content: some Collection<UInt8>) -> Int? {
    guard content.count >= 4 else { return nil }
    let number = content.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    return content.elementsEqual(Self.content(number)) ? number : nil
  }
}

/// The two ends of the simulated link.
enum Side: CaseIterable {
  case left
  case right

  var other: Side { self == .left ? .right : .left }
  var hardware: [UInt8] { [2, 0, 0, 0, 0, self == .left ? 1 : 2] }
  var address: [UInt8] { [192, 0, 2, self == .left ? 1 : 2] }
}
