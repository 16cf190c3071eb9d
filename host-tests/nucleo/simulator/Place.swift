import Glibc

/// An address of the code in words: the Swift lines that it belongs to, innermost first.
struct Place: CustomStringConvertible {
  /// The Swift lines, indented.
  let lines: String
  private let address: String

  init(_ programCounter: UInt32, _ image: String) {
    address = "0x" + String(programCounter, radix: 16)
    lines = Self.symbolize(address, image) ?? "  (host-tests/tools/symbolize knows no line)\n"
  }

  var description: String { "  pc \(address)\n" + lines }

  private static func symbolize(_ address: String, _ image: String) -> String? {
    let tool = "host-tests/tools/symbolize"
    guard unsafe access(tool, X_OK) == 0 else {
      return "  where: run make symbolize BOARD=nucleo-f429zi PC=\(address)\n"
    }
    // The name of a file may hold anything; quotes end quoted text in a shell.
    let quoted =
      "'"
      + image.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''") + "'"
    // The command is a string that lives through the call.
    guard let pipe = unsafe popen("\(tool) \(quoted) \(address) 2>/dev/null", "r") else {
      return nil
    }
    var text = ""
    while let character = Optional(unsafe fgetc(pipe)), character >= 0 {
      text.unicodeScalars.append(Unicode.Scalar(UInt8(truncatingIfNeeded: character)))
    }
    unsafe pclose(pipe)
    guard !text.isEmpty else { return nil }
    return text.split(separator: "\n").map { "  \($0)\n" }.joined()
  }
}
