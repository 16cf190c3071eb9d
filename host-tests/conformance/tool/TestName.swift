/// The display name of a test. It begins with the ids of the rows that it tests, in brackets:
/// `[C9] [U4] ends a traceroute …` or `[C9, U4] ends a traceroute …`.
struct TestName: Equatable {
  /// The rows it tests.
  let ids: [String]
  /// What remains: the sentence.
  let sentence: String

  init(_ text: some StringProtocol) {
    var ids: [String] = []
    var rest = text[...]
    while rest.first == "[", let end = rest.firstIndex(of: "]") {
      let group = rest[rest.index(after: rest.startIndex)..<end].split(separator: ",")
        .map { String($0.drop { $0 == " " }) }
      guard group.allSatisfy(Self.isID) else { break }
      ids += group
      rest = rest[rest.index(after: end)...].drop { $0 == " " }
    }
    self.ids = ids
    sentence = String(rest)
  }

  /// Whether the text has the form of an id: one capital letter and a number.
  static func isID(_ text: String) -> Bool {
    text.wholeMatch(of: /[A-Z][1-9][0-9]*/) != nil
  }
}
