import NetStack

extension FrameOutcome {
  /// The outcome's name in lower case with hyphens: `ipv4-checksum`.
  var text: String {
    "\(self)".reduce(into: "") { text, character in
      text += character.isUppercase ? "-" + character.lowercased() : String(character)
    }
  }
}
