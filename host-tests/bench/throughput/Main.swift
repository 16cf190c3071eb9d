import Foundation
import PacketBenchmark

@main struct Main {
  private static let help = """
    usage: bench-throughput DIRECTORY

    Feeds the six cases, DIRECTORY/*.pcap, to the stack and to the lwIP that Debian packages, by
    turns in one process, and prints the median processor time that each takes for a frame. Only the
    two columns of one run can be compared: the machine is the same for both.

    Exit status: 0, 1 when an answer was missing, 2 the command line is wrong, 3 a file can't be read.

    """

  private static let cases = ["icmp56", "icmp1472", "udp64", "udp1472", "arp", "junk"]
  private static let rounds = 41
  private static let framesEach = 16_000

  static func main() {
    let arguments = CommandLine.arguments
    if arguments.contains("--help") || arguments.contains("-h") {
      print(help, terminator: "")
      exit(0)
    }
    guard arguments.count == 2 else { end(2, "a directory is needed: see --help") }
    let neighbor = read("\(arguments[1])/arp.pcap")
    do {
      try LwIPStack.start(hardware: [0x02, 0, 0, 0, 0, 0x02])
      try Frames(neighbor).feed(1)
      print("ns for a frame  martlet     lwip")
      for name in cases {
        let capture = read("\(arguments[1])/\(name).pcap")
        let times = try measure(capture, neighbor)
        print(name.padding(toLength: 14, withPad: " ", startingAt: 0), terminator: "")
        print(String(format: "%9.1f%9.1f", times.ours, times.lwIP))
      }
    } catch {
      end(1, "\(error)")
    }
  }

  /// The medians, in nanoseconds.
  private static func measure(
    _ capture: [UInt8], _ neighbor: [UInt8]
  ) throws -> (ours: Double, lwIP: Double) {
    var benchmark = try PacketBenchmark()
    try benchmark.load(capture: capture.span, neighbor: neighbor.span)
    let frames = try Frames(capture)
    LwIPStack.resetCounts()
    try frames.feed(frames.count)
    let repliesEach = LwIPStack.replyCount
    var ours: [Double] = []
    var lwIP: [Double] = []
    for _ in 0..<rounds {
      let start = processorTime()
      benchmark.run(framesEach, burst: 1)
      ours.append(Double(processorTime() - start) / Double(framesEach))
      try benchmark.checkRun(of: framesEach)
      LwIPStack.resetCounts()
      let second = processorTime()
      try frames.feed(framesEach)
      lwIP.append(Double(processorTime() - second) / Double(framesEach))
      guard LwIPStack.replyCount == framesEach / frames.count * repliesEach else {
        end(1, "lwIP left a frame without an answer")
      }
    }
    return (median(ours), median(lwIP))
  }

  /// Nanoseconds that this thread ran: what else the machine does matters less then.
  private static func processorTime() -> Int {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }

  private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

  private static func read(_ path: String) -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else {
      end(3, "can't read \(path)")
    }
    return Array(data)
  }

  private static func end(_ status: Int32, _ message: String) -> Never {
    FileHandle.standardError.write(Data("error: \(message)\n".utf8))
    exit(status)
  }
}
