import Foundation

/// This program itself, in a process of its own: a finding or a trap ends it.
struct HostSide: Side {
  let name = "host"
  /// The folder with the file `records`.
  let work: String

  func run(first: Int, limit: Int, isTraced: Bool) throws(BatchError) -> SideLog {
    let child = Child(
      program: "/proc/self/exe",
      arguments: [
        "--run", work + "/records", "\(first)", "\(limit)", isTraced ? "trace" : "digest",
      ],
      // Swift's own crash reporter takes longer than all records.
      environment: ["SWIFT_BACKTRACE": "enable=no"])
    let result = try child.run(scratch: work)
    let lines = result.output.split(separator: "\n")
    if result.status == 0 && !result.isSignal || lines.last?.hasPrefix("finding: ") ?? false {
      return SideLog(lines: lines)
    }
    let reason = result.errors.split(separator: "\n").first.map { ": \($0)" } ?? ""
    guard let status = result.status else {
      return SideLog(lines: lines, stop: "does not end within \(Int(child.limit)) s")
    }
    guard result.isSignal else { throw BatchError("host: status \(status)\(reason)") }
    return SideLog(lines: lines, stop: "ended by signal \(status)\(reason)")
  }
}
