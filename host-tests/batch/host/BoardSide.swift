import Foundation

/// The image of host-tests/batch/board in QEMU, which reads and writes files in its folder.
struct BoardSide: Side {
  let name = "board"
  let image: String
  /// The folder with the file `records`.
  let work: String

  func run(first: Int, limit: Int, isTraced: Bool) throws(BatchError) -> SideLog {
    let child = Child(
      program: "/usr/bin/env",
      arguments: [
        "qemu-system-arm", "-M", "mps2-an386", "-display", "none", "-monitor", "none",
        "-serial", "stdio", "-semihosting-config", "enable=on,target=native",
        "-kernel", image, "-append", "\(first) \(limit) \(isTraced ? "trace" : "digest")",
      ], folder: work)
    let log = work + "/board.log"
    try? FileManager.default.removeItem(atPath: log)
    let result = try child.run(scratch: work)
    let text = FileManager.default.contents(atPath: log).map { String(decoding: $0, as: UTF8.self) }
    let lines = (text ?? "").split(separator: "\n")
    switch result.status {
    case 0, 1: return SideLog(lines: lines)
    case 101, 102: return SideLog(lines: lines, stop: try place(of: result.output))
    case nil: return SideLog(lines: lines, stop: "does not end within \(Int(child.limit)) s")
    case .some(let status):
      let reason = result.errors.split(separator: "\n").last.map { ": \($0)" } ?? ""
      throw BatchError("board: QEMU ends with status \(status)\(reason)")
    }
  }

  /// The fault that a report on the console tells, and where in the sources it came from.
  private func place(of console: String) throws(BatchError) -> String {
    let fault = console.firstMatch(of: /FAULT: (.*)/).map { String($0.1) } ?? "a fault"
    var text = fault
    for register in ["pc", "lr"] {
      guard let pattern = try? Regex("\(register) +([0-9a-f]{8})", as: (Substring, Substring).self),
        let address = console.firstMatch(of: pattern)?.output.1
      else { continue }
      let child = Child(
        program: "host-tests/tools/symbolize", arguments: [image, "0x\(address)"])
      let place = try child.run(scratch: work).output
      text +=
        "\n"
        + place.split(separator: "\n").map { "    \(register): \($0)" }
        .joined(separator: "\n")
    }
    return text
  }
}
