import Glibc

@main struct Main {
  static func main() {
    var output = StandardStream.output
    var errors = StandardStream.error
    let status = ReplayCommand.run(
      Array(CommandLine.arguments.dropFirst()), output: &output, errors: &errors)
    exit(status.rawValue)
  }
}
