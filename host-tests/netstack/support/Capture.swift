import Pcap

/// The frames of a committed capture.
func capture(_ name: String) throws -> [[UInt8]] {
  let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
  var reader = try CaptureReader(path: "/\(root)/pcap/captures/\(name).pcap")
  return try reader.remainingFrames()
}
