/// The tool from its arguments to its exit status.
enum ReplayCommand {
  static func run(
    _ arguments: [String], output: inout some TextOutputStream,
    errors: inout some TextOutputStream
  ) -> ExitStatus {
    do {
      guard let options = try ReplayOptions.parse(arguments) else {
        output.write(ReplayOptions.help)
        return .success
      }
      return try replay(options, &output)
    } catch {
      errors.write("replay: \(error.message)\n")
      return error.status
    }
  }

  private static func replay(
    _ options: ReplayOptions, _ output: inout some TextOutputStream
  ) throws(ReplayError) -> ExitStatus {
    let report = ReplayReport(options: options)
    var replay = try Replay(options)
    do {
      try replay.run()
    } catch {
      // The frames before a damaged one were fed.
      if !options.isQuiet && replay.tally.frames > 0 { output.write(report.table(replay.tally)) }
      throw error
    }
    let tally = replay.tally
    if !options.isQuiet { output.write(report.table(tally)) }
    guard tally.fed > 0 else { throw nothingFed(options, tally) }
    guard let result = replay.finish() else { return .success }
    output.write(report.differences(result))
    if !options.isQuiet { output.write(report.summary(result)) }
    return result.differences.isEmpty ? .success : .different
  }

  private static func nothingFed(_ options: ReplayOptions, _ tally: ReplayTally) -> ReplayError {
    let capture = options.capture
    if tally.frames == 0 {
      return .usage("\(capture) holds no frames: record some with tcpdump -w")
    }
    if tally[.cutShort] > 0 {
      return .usage("\(capture) holds only parts of frames: record it with tcpdump -s 0")
    }
    return .usage(
      "no frame of \(capture) is for \(options.hardwareAddress.text): name the board with --mac")
  }
}
