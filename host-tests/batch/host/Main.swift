import Foundation
import FuzzTargets

@main struct Main {
  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments == ["--help"] || arguments == ["-h"] { return print(Options.help) }
    if arguments.first == "--run" { exit(runRecords(arguments.dropFirst())) }
    do throws(BatchError) {
      exit(try compare(try Options(arguments)))
    } catch {
      FileHandle.standardError.write(Data("error: \(error.text)\n".utf8))
      exit(error.isUsage ? ExitStatus.usage : ExitStatus.failure)
    }
  }

  /// The host's side: FILE FIRST LIMIT digest|trace.
  private static func runRecords(_ arguments: ArraySlice<String>) -> Int32 {
    let words = Array(arguments)
    guard words.count == 4, let first = Int(words[1]), let limit = Int(words[2]),
      let store = HostStore(path: words[0])
    else { return ExitStatus.usage }
    var batch = Batch()
    batch.first = first
    batch.limit = limit
    batch.isTraced = words[3] == "trace"
    return batch.run(on: store) ? ExitStatus.same : ExitStatus.failure
  }

  private static func compare(_ options: Options) throws(BatchError) -> Int32 {
    guard FileManager.default.isReadableFile(atPath: options.image) else {
      throw BatchError("there is no image \(options.image); run 'make batch-image'")
    }
    let work = URL(fileURLWithPath: options.work).path
    let records = options.inputs.records
    do {
      try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: true)
      try Data(Record.file(of: records)).write(to: URL(fileURLWithPath: work + "/records"))
    } catch {
      throw BatchError("\(work) can't be written: \(error.localizedDescription)")
    }
    for folder in options.inputs.leftOut {
      print("left out: \(folder), which is for the host alone")
    }
    let host = HostSide(work: work)
    let board = BoardSide(image: URL(fileURLWithPath: options.image).path, work: work)
    let clock = ContinuousClock()
    let start = clock.now
    let onHost = try host.outcomes(of: records.count)
    let middle = clock.now
    let onBoard = try board.outcomes(of: records.count)
    let end = clock.now
    let faults = try Comparison(host: host, board: board, records: records).report(onHost, onBoard)
    let times = "host \(seconds(middle - start)), board \(seconds(end - middle))"
    guard faults == 0 else {
      print("\(faults) of \(records.count) records differ or break a promise (\(times))")
      return ExitStatus.different
    }
    let entries = onHost.reduce(0) { sum, outcome in
      if case .completed(let count, _) = outcome { sum + count } else { sum }
    }
    print("\(records.count) records, \(entries) entries: the same on the board (\(times))")
    return ExitStatus.same
  }

  private static func seconds(_ duration: Duration) -> String {
    String(
      format: "%.1f s",
      Double(duration.components.seconds)
        + Double(duration.components.attoseconds) / 1e18)
  }
}
