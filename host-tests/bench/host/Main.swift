import Glibc
import PacketBenchmark

@main struct Main {
  private static let help = """
    usage: bench-host CASE.pcap NEIGHBORS.pcap FRAMES BURST

    Feeds FRAMES frames of a case to the stack, BURST to each poll, and checks the answers. Its
    instructions are counted from outside, as the difference of two run lengths.

    Exit status: 0 every answer was right, 1 one was not, 2 the command line is wrong, 3 a file
    can't be read.

    """

  static func main() {
    let arguments = CommandLine.arguments
    if arguments.contains("--help") || arguments.contains("-h") {
      print(help, terminator: "")
      exit(0)
    }
    guard arguments.count == 5, let count = Int(arguments[3]), let burst = Int(arguments[4]),
      count >= 0, burst > 0, count % burst == 0
    else { end(2, "four arguments are needed: bench-host --help says which") }
    let capture = read(arguments[1])
    let neighbor = read(arguments[2])
    do {
      var benchmark = try PacketBenchmark()
      try benchmark.load(capture: capture.span, neighbor: neighbor.span)
      guard count % benchmark.frameCount == 0 else {
        end(2, "FRAMES must be a multiple of the \(benchmark.frameCount) frames of the case")
      }
      benchmark.run(count, burst: burst)
      try benchmark.checkRun(of: count)
    } catch {
      end(1, "\(error)")
    }
  }

  private static func read(_ path: String) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 0x1_0000)
    let file = unsafe open(path, O_RDONLY)
    // The system writes at most as many bytes as the array has.
    let count = unsafe Glibc.read(file, &bytes, bytes.count)
    guard count > 0 else { end(3, "can't read \(path)") }
    close(file)
    return Array(bytes[..<count])
  }

  private static func end(_ status: Int32, _ message: String) -> Never {
    let line = Array("error: \(message)\n".utf8)
    // What can't be told doesn't change the status.
    _ = unsafe write(STDERR_FILENO, line, line.count)
    exit(status)
  }
}
