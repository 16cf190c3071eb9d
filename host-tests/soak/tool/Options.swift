/// The options of a command line, each with a value.
struct Options {
  private var values: [String: String] = [:]

  init(_ arguments: [String]) throws {
    var rest = arguments[...]
    while let name = rest.popFirst() {
      guard name.hasPrefix("--") else {
        throw UsageError("'\(name)' is no option: soak --help lists them")
      }
      guard let value = rest.popFirst() else { throw UsageError("\(name) needs a value") }
      values[name] = value
    }
  }

  func text(_ name: String) throws -> String {
    guard let value = values["--\(name)"] else { throw UsageError("--\(name) is missing") }
    return value
  }

  func number<Number: FixedWidthInteger>(_ name: String, default: Number) throws -> Number {
    guard let text = values["--\(name)"], !text.isEmpty else { return `default` }
    guard let number = Number(text), number > 0 else {
      throw UsageError("--\(name) \(text) is no number above 0")
    }
    return number
  }
}

/// What is wrong with a command line, and what would be right.
struct UsageError: Error {
  let message: String

  init(_ message: String) {
    self.message = message
  }
}
