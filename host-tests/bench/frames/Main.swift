import Foundation
import Pcap

@main struct Main {
  private static let help = """
    usage: bench-frames CAPTURES SEED OUTPUT

    Writes the six cases of the directory CAPTURES with much at random that the stack is not to care
    about, and neighbors.pcap, by which it learns who sends them, to directories in OUTPUT:

    values     the sender, ports, identifications, sequence numbers, times to live, payloads
    lengths    the lengths of payloads too
    neighbors  values, and which of four neighbors sends a frame

    The same SEED makes the same files. Prints for each directory, and for `fixed`, each case with the
    mean payload of its frames.

    Exit status: 0, 2 for a wrong command line, 3 when a file can't be read or written.

    """

  private static let cases = ["icmp56", "icmp1472", "udp64", "udp1472", "arp", "junk"]

  static func main() {
    let arguments = CommandLine.arguments
    if arguments.contains("--help") || arguments.contains("-h") {
      print(help, terminator: "")
      exit(0)
    }
    guard arguments.count == 4, let seed = UInt64(arguments[2]) else {
      end(2, "a directory, a number and a directory are needed: bench-frames --help says more")
    }
    do {
      for name in cases {
        printPayload("fixed", name, try read("\(arguments[1])/\(name).pcap"))
      }
      for variation in Variation.allCases {
        let output = "\(arguments[3])/\(variation.rawValue)"
        try FileManager.default.createDirectory(
          atPath: output, withIntermediateDirectories: true)
        try vary(variation, captures: arguments[1], seed: seed, output: output)
      }
    } catch {
      end(3, "\(error)")
    }
  }

  private static func vary(
    _ variation: Variation, captures: String, seed: UInt64, output: String
  ) throws(CaptureError) {
    var frames = VariedFrames(variation, seed: seed)
    let request = try read("\(captures)/arp.pcap")[0]
    try write(frames.introductions(like: request), to: "\(output)/neighbors.pcap")
    for name in cases {
      let varied = frames.variations(of: try read("\(captures)/\(name).pcap"))
      try write(varied, to: "\(output)/\(name).pcap")
      printPayload(variation.rawValue, name, varied)
    }
  }

  private static func printPayload(_ kind: String, _ name: String, _ frames: [[UInt8]]) {
    let payload = frames.reduce(0) { $0 + $1.count - 42 }
    print(kind, name, Double(payload) / Double(frames.count))
  }

  private static func read(_ path: String) throws(CaptureError) -> [[UInt8]] {
    var reader = try CaptureReader(path: path)
    let frames = try reader.remainingFrames()
    guard !frames.isEmpty else { end(3, "\(path) is empty") }
    return frames
  }

  private static func write(_ frames: [[UInt8]], to path: String) throws(CaptureError) {
    var writer = try CaptureWriter(path: path)
    for frame in frames { try writer.write(CapturedFrame(bytes: frame.span, microseconds: 0)) }
    try writer.close()
  }

  private static func end(_ status: Int32, _ message: String) -> Never {
    FileHandle.standardError.write(Data("error: \(message)\n".utf8))
    exit(status)
  }
}
