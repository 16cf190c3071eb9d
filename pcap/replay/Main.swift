import Glibc

@main struct Main {
  static func main() {
    var output = StandardStream.output
    var errors = StandardStream.error
    TrapReport.install()
    let status = ReplayCommand.run(
      Array(CommandLine.arguments.dropFirst()), output: &output, errors: &errors,
      showsProgress: isatty(STDERR_FILENO) == 1)
    exit(status.rawValue)
  }
}
