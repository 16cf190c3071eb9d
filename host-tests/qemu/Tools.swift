import Foundation
import Glibc

/// The repository, the built images, and programs of this machine.
enum Tools {
  static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func find(_ name: String) throws -> URL {
    let path = (ProcessInfo.processInfo.environment["PATH"] ?? "") + ":/usr/sbin:/sbin"
    for folder in path.split(separator: ":") {
      let file = URL(fileURLWithPath: String(folder)).appendingPathComponent(name)
      if FileManager.default.isExecutableFile(atPath: file.path) { return file }
    }
    throw Failure("\(name) is missing; run 'make setup'")
  }

  struct Result {
    var status: Int32
    var output: String
  }

  /// Runs a program in the repository to its end; its errors are part of the output.
  static func run(
    _ program: URL, _ arguments: [String], environment: [String: String] = [:]
  ) throws -> Result {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = repository
    process.environment = ProcessInfo.processInfo.environment
      .merging(environment) { _, new in new }
    let pipe = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    process.standardError = pipe
    try process.start()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, output: String(decoding: output, as: UTF8.self))
  }

  /// Runs one of host-tests/tools.
  static func run(
    tool name: String, _ arguments: [String], environment: [String: String] = [:]
  ) throws -> Result {
    try run(
      repository.appendingPathComponent("host-tests/tools/\(name)"), arguments,
      environment: environment)
  }
}

extension Process {
  /// Runs the program with no signal blocked. Test threads block all of them, and a child that
  /// inherits that can't be ended.
  func start() throws {
    var none = sigset_t()
    var former = sigset_t()
    unsafe sigemptyset(&none)
    unsafe pthread_sigmask(SIG_SETMASK, &none, &former)
    defer { unsafe pthread_sigmask(SIG_SETMASK, &former, nil) }
    try run()
  }
}

enum Images {
  /// What `make image` builds.
  static let board = Tools.repository.appendingPathComponent(".build/images/mps2-an386.elf")

  /// What `make image BOARD=nucleo-f429zi` builds.
  static let nucleo = Tools.repository.appendingPathComponent(".build/images/nucleo-f429zi.elf")

  /// What `make image BOARD=nucleo-f429zi CHECKSUM_OFFLOAD=no` builds.
  static let nucleoSoftwareChecksums = Tools.repository.appendingPathComponent(
    ".build/images/nucleo-f429zi-software-checksums.elf")

  /// What `make fault-images` builds: both boards, with faults to be provoked.
  static let boardWithFaults =
    Tools.repository.appendingPathComponent(".build/images/mps2-an386-faults.elf")
  static let nucleoWithFaults =
    Tools.repository.appendingPathComponent(".build/images/nucleo-f429zi-faults.elf")

  /// What `make simulator` builds.
  static let simulator = Tools.repository.appendingPathComponent(".build/images/nucleo-simulator")

  /// What `make on-target` builds.
  static let onTargetTests =
    Tools.repository.appendingPathComponent(".build/images/on-target-tests.elf")

  /// What `make host-image` builds.
  static let linux = Tools.repository.appendingPathComponent(".build/images/linux-board")
}
