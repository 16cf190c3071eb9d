import Foundation
import Glibc
import Wire

/// The Nucleo's image in the simulator, its network on a datagram socket of ours, its console and its
/// control channel at hand. Needs no privileges.
final class NucleoBoard: LinkedBoard {
  let link: DatagramLink
  private let process = Process()
  private let console = ConsoleReader()
  /// The simulator ends with it, and with this process at the latest.
  private let lifeline = Pipe()
  private let scratch: ScratchDirectory

  /// - Parameters:
  ///   - commands: what the simulator is to do before the first instruction.
  ///   - options: more options for the simulator.
  init(
    image: URL = Images.nucleo, commands: [String] = [],
    options: [String] = ["--unpaced", "10", "--instant-console"]
  ) throws {
    scratch = try ScratchDirectory()
    link = try DatagramLink(local: scratch.path("host"), remote: scratch.path("board"))
    process.executableURL = Images.simulator
    process.arguments =
      [
        "--datagrams", scratch.path("board"), scratch.path("host"),
        "--control", scratch.path("control"), "--until-eof",
      ] + options + commands.flatMap { ["--do", $0] } + [image.path]
    process.currentDirectoryURL = Tools.repository
    process.standardInput = lifeline
    process.standardOutput = console.pipe
    process.standardError = console.pipe
    try process.start()
    console.closeWritingEnd()
  }

  deinit {
    if process.isRunning { process.terminate() }
    process.waitUntilExit()
  }

  /// Lets go of the simulator, as the end of this process would.
  func letGo() throws {
    try lifeline.fileHandleForWriting.close()
  }

  /// Reads the console until it has `text`, from where the last call stopped.
  /// - Throws: when it does not come in time, or when the simulator ends first.
  func await(_ text: String, seconds: Double = 10) throws {
    try console.await(text, seconds: seconds)
  }

  var transcript: String { console.transcript }

  /// How often the board has started.
  var starts: Int { transcript.ranges(of: "\nreset by ").count }

  /// Waits for the simulator to end by itself.
  func exitCode(within seconds: Double = 10) throws -> Int32 {
    try console.awaitEnd(seconds: seconds)
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// Gives the control channel a command and waits until it has been carried out.
  func command(_ line: String) throws {
    let answer = try ask(line)
    guard answer == "ok" else { throw Failure("'\(line)' is answered by '\(answer)'") }
  }

  /// Gives the control channel a command that has an answer, which is one line.
  func ask(_ line: String) throws -> String {
    let socket = try UnixSocket(type: SOCK_STREAM)
    try socket.connect(to: scratch.path("control"))
    try socket.write(Array("\(line)\n".utf8))
    let answer = String(
      decoding: socket.read(before: Deadline(seconds: 5)) ?? [], as: UTF8.self)
    guard answer.last == "\n" else { throw Failure("'\(line)' is not answered") }
    return String(answer.dropLast())
  }

  /// Waits until the board's wire has taken so many frames in all.
  func awaitFrames(_ count: Int) throws {
    for _ in 0..<10_000 where try framesReceived() < count {}
    guard try framesReceived() >= count else { throw Failure("fewer than \(count) frames") }
  }

  func framesReceived() throws -> Int {
    let status = try ask("status")
    guard let match = status.firstMatch(of: /([0-9]+) frames in/), let count = Int(match.1) else {
      throw Failure("no frames are told of: \(status)")
    }
    return count
  }

  /// The hardware address that the console tells.
  func hardwareAddress() throws -> MACAddress {
    guard let match = transcript.firstMatch(of: /mac\x20+([0-9a-f:]{17})/),
      let address = MACAddress(text: Array(match.1.utf8).span)
    else { throw Failure("the console tells no hardware address:\n\(transcript)") }
    return address
  }

  /// The counters that the button has the board print, once `counter` has reached `least`: the board
  /// asks the chip for its own counters ten times a second.
  func counters(awaiting counter: String? = nil, least: Int = 1) throws -> [String: Int] {
    for _ in 0..<20 {
      let counters = try readCounters()
      guard let counter, counters[counter] ?? 0 < least else { return counters }
    }
    throw Failure("\(counter ?? "") stays below \(least):\n\(transcript)")
  }

  /// Presses until the board takes it: what comes soon after a press, it takes for bouncing.
  private func pressButton() throws {
    for _ in 0..<100 {
      try command("button press")
      try command("button release")
      if (try? console.await("MDIO timeouts", seconds: 0.1)) != nil { return }
    }
    throw Failure("the button has no effect:\n\(transcript)")
  }

  private func readCounters() throws -> [String: Int] {
    try pressButton()
    // The rest of the last line.
    try console.await("\n", seconds: 10)
    var counters: [String: Int] = [:]
    for line in transcript.split(separator: "\n") {
      guard let match = line.wholeMatch(of: /([A-Za-z\x20]+)\x20([0-9]+)/) else { continue }
      counters[String(match.1)] = Int(match.2)
    }
    return counters
  }
}
