import Foundation
import Pcap
public import SeededRandom

/// Frames that have nothing to do with the stations: those of captures, and the inputs of the
/// fuzzer, damaged at random.
public struct Noise {
  private var samples: [[UInt8]] = []

  /// - Parameter root: the repository.
  public init(root: String) throws {
    for folder in ["pcap/captures", "pcap/benchmark"] {
      for path in try Self.files(root, folder) where path.hasSuffix(".pcap") {
        var reader = try CaptureReader(path: path)
        samples += try reader.remainingFrames()
      }
    }
    for folder in ["wire", "interface"] {
      for path in try Self.files(root, "host-tests/fuzz/corpus/\(folder)") {
        samples.append(Array(try Data(contentsOf: URL(fileURLWithPath: path)).prefix(1514)))
      }
    }
  }

  private static func files(_ root: String, _ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)").sorted()
      .map { "\(root)/\(folder)/\($0)" }
  }

  /// A frame to one of these stations or to everybody, of which some bytes may be wrong.
  public func frame(to stations: [[UInt8]], using random: inout SplitMix64) -> [UInt8] {
    var frame = samples.randomElement(using: &random) ?? []
    if frame.count < 14 { frame += [UInt8](repeating: 0, count: 14 - frame.count) }
    let everyone: [UInt8] = [255, 255, 255, 255, 255, 255]
    frame.replaceSubrange(0..<6, with: (stations + [everyone]).randomElement(using: &random)!)
    if Bool.random(using: &random) {
      // So that what is not a packet is taken for one.
      frame.replaceSubrange(12..<14, with: [8, random.next() % 4 == 0 ? 6 : 0])
    }
    for _ in 0..<Int.random(in: 0...3, using: &random) {
      frame[.random(in: 12..<frame.count, using: &random)] = .random(in: 0...255, using: &random)
    }
    return frame
  }
}
