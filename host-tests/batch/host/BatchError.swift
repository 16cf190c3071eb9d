/// Why a batch can't be run.
struct BatchError: Error {
  let text: String
  /// Whether the command line is what is wrong.
  let isUsage: Bool

  init(_ text: String, isUsage: Bool = false) {
    self.text = text
    self.isUsage = isUsage
  }
}
