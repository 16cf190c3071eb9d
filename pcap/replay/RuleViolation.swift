/// Something that the stack did and must not do, whatever it receives.
struct RuleViolation: Equatable {
  /// The frame of the capture that was fed last.
  let number: Int
  /// With which seed its frames were mutated.
  let seed: UInt64?
  /// What the stack did.
  let text: String

  var line: String {
    let repetition = seed.map { " (again with --mutate \($0))" } ?? ""
    return "frame \(number): the stack \(text)\(repetition)"
  }
}
