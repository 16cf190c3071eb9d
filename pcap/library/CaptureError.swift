/// Why a capture cannot be read or written.
///
/// Frames are numbered from 1, as tcpdump and Wireshark number them. A `reason` is libpcap's or
/// the system's own words.
public enum CaptureError: Error, Equatable {
  /// The file is missing or may not be opened.
  case cannotOpen(path: String, reason: String)
  /// The file is neither pcap nor pcapng, or is one that libpcap refuses.
  case notACapture(path: String, reason: String)
  /// The frames are not Ethernet frames; `found` is libpcap's name for what they are.
  case notEthernet(path: String, found: String)
  /// The record of the frame ends too early or contradicts itself.
  case damagedRecord(path: String, frame: Int, reason: String)
  /// All bytes of the frame were asked for, and the capture holds only the first of them.
  case truncatedFrame(path: String, frame: Int, captured: Int, original: Int)
  /// The system refused the file or the bytes.
  case cannotWrite(path: String, reason: String)
  /// A pcap file cannot hold the frame.
  case unrepresentableFrame(path: String, frame: Int, reason: String)
}

extension CaptureError: CustomStringConvertible {
  /// The error as one line for a person at a terminal.
  public var description: String {
    switch self {
    case .cannotOpen(let path, let reason):
      "cannot open \(path): \(reason)"
    case .notACapture(let path, let reason):
      "\(path) is not a capture that libpcap can read: \(reason)"
    case .notEthernet(let path, let found):
      "\(path) holds \(found) frames, not Ethernet: record it on an Ethernet interface"
    case .damagedRecord(let path, let frame, let reason):
      "frame \(frame) of \(path) is damaged: \(reason)"
    case .truncatedFrame(let path, let frame, let captured, let original):
      "frame \(frame) of \(path) holds \(captured) of \(original) bytes: record it with a "
        + "snapshot length of at least \(original)"
    case .cannotWrite(let path, let reason):
      "cannot write \(path): \(reason)"
    case .unrepresentableFrame(let path, let frame, let reason):
      "frame \(frame) cannot be written to \(path): \(reason)"
    }
  }
}
