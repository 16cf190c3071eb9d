/// The tool from its arguments to its exit status.
enum ReplayCommand {
  /// - Parameter showsProgress: whether a person looks at `errors`, on a terminal.
  static func run(
    _ arguments: [String], output: inout some TextOutputStream,
    errors: inout some TextOutputStream, showsProgress: Bool = false
  ) -> ExitStatus {
    do {
      guard let options = try ReplayOptions.parse(arguments) else {
        output.write(ReplayOptions.help)
        return .success
      }
      var progress = ProgressBar(isShown: showsProgress && !options.isQuiet)
      return try replay(options, &output, &errors, &progress)
    } catch {
      errors.write("replay: \(error.message)\n")
      return error.status
    }
  }

  private static func replay(
    _ options: ReplayOptions, _ output: inout some TextOutputStream,
    _ errors: inout some TextOutputStream, _ progress: inout ProgressBar
  ) throws(ReplayError) -> ExitStatus {
    let report = ReplayReport(options: options)
    var replay = try Replay(options)
    let start = ContinuousClock.now
    do {
      try replay.run { line in
        progress.clear(on: &errors)
        output.write(line + "\n")
      } progress: { fraction, frames in
        progress.update(fraction, frames: frames, to: &errors)
      }
      progress.clear(on: &errors)
    } catch {
      progress.clear(on: &errors)
      // The frames before a damaged one were fed.
      if !options.isQuiet && replay.tally.frames > 0 { output.write(report.table(replay.tally)) }
      output.write(report.violations(replay.violations))
      throw error
    }
    let duration = ContinuousClock.now - start
    let tally = replay.tally
    if !options.isQuiet { output.write(report.table(tally)) }
    guard tally.fed > 0 else { throw nothingFed(options, tally) }
    // Read before `finish` ends the replay: Swift 6.3 in a release build keeps no copy of an array
    // that is read from what is consumed later.
    let isBroken = !replay.violations.isEmpty
    let violations = report.violations(replay.violations)
    let rate = report.rate(tally, duration)
    let result = replay.finish()
    if let result {
      output.write(report.differences(result))
      if !options.isQuiet { output.write(report.summary(result)) }
    }
    output.write(violations)
    if !options.isQuiet { output.write(rate) }
    guard !isBroken else { return .broken }
    return result?.differences.isEmpty ?? true ? .success : .different
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
      "no frame of \(capture) is for \(options.hardwareAddress.text): name the board with --mac, "
        + "or let it take a host's part with --rewrite")
  }
}
