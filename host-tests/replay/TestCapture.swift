import Pcap

/// A capture that a test reads, changes and writes.
struct TestCapture {
  struct Frame: Equatable {
    var bytes: [UInt8]
    var microseconds: Int64
    var originalLength: Int?
  }

  var frames: [Frame] = []

  init(_ frames: [Frame]) {
    self.frames = frames
  }

  init(path: String) throws {
    var reader = try CaptureReader(path: path)
    while let frame = try reader.nextFrame() {
      frames.append(
        Frame(
          bytes: frame.bytes.indices.map { frame.bytes[$0] }, microseconds: frame.microseconds))
    }
  }

  /// A capture of pcap/captures.
  init(_ name: String) throws {
    try self.init(path: Self.path(name))
  }

  /// Those in which Linux answers as the board does.
  static let comparable = [
    "arp", "fping", "fragments", "lwip", "ping", "traceroute", "udp-echo", "unreachable",
  ]

  static let names =
    comparable + [
      "arp-scan", "dhcp", "discovery", "hping", "ipv6", "nmap", "switch", "tcp", "u-boot",
    ]

  static func path(_ name: String) -> String {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    return "/\(root)/pcap/captures/\(name).pcap"
  }

  /// The frame that tools number so, from 1.
  subscript(number: Int) -> Frame {
    get { frames[number - 1] }
    set { frames[number - 1] = newValue }
  }

  func write(to path: String) throws {
    var writer = try CaptureWriter(path: path)
    for frame in frames {
      try writer.write(
        CapturedFrame(
          bytes: frame.bytes.span, microseconds: frame.microseconds,
          originalLength: frame.originalLength))
    }
    try writer.close()
  }
}
