import Foundation

/// Keeps the frames that tests feed as inputs for the fuzzer, where `FUZZ_SEEDS` names a folder
/// (host-tests/tools/fuzz seed).
enum SeedRecorder {
  private static let folder = ProcessInfo.processInfo.environment["FUZZ_SEEDS"]

  static func record(_ frame: [UInt8]) {
    guard let folder, frame.count < 256 else { return }
    write([0] + frame, to: folder + "/wire")
    // A request of the peer for our address, then the frame as it is.
    let introduction: [UInt8] = [0, 0, 0x00, 0x01, 0x02]
    write(introduction + [0x47, UInt8(frame.count)] + frame, to: folder + "/interface")
  }

  private static func write(_ bytes: [UInt8], to folder: String) {
    // One file for each content.
    var name: UInt64 = 14_695_981_039_346_656_037
    for byte in bytes { name = (name ^ UInt64(byte)) &* 1_099_511_628_211 }
    let file = URL(fileURLWithPath: "\(folder)/\(String(name, radix: 16))")
    try? Data(bytes).write(to: file)
  }
}
