import Foundation

/// A program that is run to its end, or ended when it takes too long.
struct Child {
  let program: String
  let arguments: [String]
  var folder: String?
  var environment: [String: String] = [:]
  /// Seconds.
  var limit = 120.0

  struct Result {
    /// nil when it took too long.
    var status: Int32?
    var isSignal = false
    var output: String
    var errors: String
  }

  /// - Parameter scratch: a folder for what the program prints.
  func run(scratch: String) throws(BatchError) -> Result {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
    process.standardInput = FileHandle.nullDevice
    let output = try file(scratch + "/output")
    let errors = try file(scratch + "/errors")
    process.standardOutput = output
    process.standardError = errors
    let end = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in end.signal() }
    do {
      try process.run()
    } catch {
      throw BatchError("\(program) can't be run: \(error.localizedDescription)")
    }
    let isInTime = end.wait(timeout: .now() + limit) == .success
    if !isInTime {
      process.terminate()
      end.wait()
    }
    return Result(
      status: isInTime ? process.terminationStatus : nil,
      isSignal: process.terminationReason == .uncaughtSignal,
      output: text(scratch + "/output"), errors: text(scratch + "/errors"))
  }

  private func file(_ path: String) throws(BatchError) -> FileHandle {
    guard FileManager.default.createFile(atPath: path, contents: nil),
      let file = FileHandle(forWritingAtPath: path)
    else { throw BatchError("can't write \(path)") }
    return file
  }

  private func text(_ path: String) -> String {
    String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
  }
}
