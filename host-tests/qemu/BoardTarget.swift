import Foundation
import Testing

/// What can run the appliance on a TAP.
enum BoardTarget: String, CaseIterable, CustomTestStringConvertible {
  /// The board's image in QEMU.
  case qemu
  /// The Nucleo's image in the simulator.
  case nucleo
  /// The same appliance as a program of this machine.
  case linux

  var image: URL {
    switch self {
    case .qemu: Images.board
    case .nucleo: Images.nucleo
    case .linux: Images.linux
    }
  }

  var testDescription: String { rawValue }

  /// Runs the board tool on this target.
  func run(_ arguments: [String]) throws -> Tools.Result {
    try Tools.run(tool: "board", ["--target", rawValue, "--image", image.path] + arguments)
  }

  /// Runs a command beside the board, in at most a minute.
  func exec(_ command: String...) throws -> Tools.Result {
    try run(["--quiet", "exec", "timeout", "60"] + command)
  }
}
