import Foundation
import Glibc

/// The board's image in QEMU, its network on a datagram socket of ours, its console and its
/// monitor at hand. Needs no privileges.
///
/// The socket's two ends lie in a directory of their own, which goes with the board.
final class QEMUBoard {
  let link: DatagramLink
  private let process = Process()
  private let console = ConsoleReader()
  private let scratch: ScratchDirectory

  /// - Parameters:
  ///   - image: the ELF file to boot.
  ///   - arguments: the board's own command line, which starts with `probe=no`.
  ///   - options: more options for QEMU.
  init(image: URL = Images.board, arguments: String = "", options: [String] = []) throws {
    scratch = try ScratchDirectory()
    link = try DatagramLink(local: scratch.path("host"), remote: scratch.path("board"))
    process.executableURL = try Tools.find("qemu-system-arm")
    process.arguments =
      [
        "-M", "mps2-an386", "-display", "none", "-kernel", image.path,
        "-semihosting-config", "enable=on,target=native", "-serial", "stdio",
        "-monitor", "unix:\(scratch.path("monitor")),server=on,wait=off",
        "-netdev",
        "dgram,id=lan0,local.type=unix,local.path=\(scratch.path("board")),"
          + "remote.type=unix,remote.path=\(scratch.path("host"))",
        "-net", "nic,netdev=lan0,model=lan9118,macaddr=02:00:00:00:00:02",
      ] + options + ["-append", "probe=no " + arguments]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = console.pipe
    process.standardError = console.pipe
    try process.start()
    console.closeWritingEnd()
  }

  deinit {
    if process.isRunning { process.terminate() }
    process.waitUntilExit()
  }

  /// Reads the console until a line has `text`, from where the last call stopped.
  /// - Throws: after ten seconds, or when QEMU ends first.
  func await(_ text: String, seconds: Double = 10) throws {
    try console.await(text, seconds: seconds)
  }

  /// Everything that the console has shown so far.
  var transcript: String { console.transcript }

  /// Waits for QEMU to end by itself.
  func exitCode(within seconds: Double = 10) throws -> Int32 {
    try console.awaitEnd(seconds: seconds)
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// Gives the monitor a command and waits until it has been carried out.
  func monitor(_ command: String) throws {
    let monitor = try MonitorConnection(path: scratch.path("monitor"))
    try monitor.run(command)
  }

  /// The processor time that QEMU has used so far, in seconds.
  func processorTime() throws -> Double {
    let stat = try String(
      contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8)
    // After the name in parentheses come the state and 10 more fields before utime and stime.
    let fields = stat.drop { $0 != ")" }.split(separator: " ")
    let ticks = (Double(fields[12]) ?? 0) + (Double(fields[13]) ?? 0)
    return ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
  }
}
