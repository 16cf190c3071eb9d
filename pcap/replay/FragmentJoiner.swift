import PlainFrames

/// Puts fragments together, so that datagrams are compared whole, however either side cut them.
struct FragmentJoiner {
  /// RFC 791 §3.2: what the fragments of one datagram have in common.
  private struct Key: Hashable {
    let addressesAndProtocol: [UInt8]
    let identification: UInt16
  }

  private var parts: [Key: [FrameBytes]] = [:]

  /// - Returns: the frame itself if it holds no fragment; the whole datagram, in a frame as long as it
  ///   takes, if nothing is missing any more; otherwise nil.
  mutating func add(_ bytes: [UInt8]) -> [UInt8]? {
    let frame = FrameBytes(bytes)
    guard frame.isFragment else { return bytes }
    let key = Key(
      addressesAndProtocol: Array(bytes[26..<34]) + [bytes[23]], identification: frame.word(at: 18))
    let all = parts[key, default: []] + [frame]
    guard let whole = Self.join(all) else {
      parts[key] = all
      return nil
    }
    parts[key] = nil
    return whole
  }

  private static func join(_ parts: [FrameBytes]) -> [UInt8]? {
    let parts = parts.sorted { $0.fragmentOffset < $1.fragmentOffset }
    guard var whole = parts.first, whole.fragmentOffset == 0,
      let last = parts.last, !last.hasMoreFragments
    else { return nil }
    whole.bytes = Array(whole.bytes[..<whole.payload.lowerBound])
    let header = whole.count
    for part in parts {
      guard part.fragmentOffset == whole.count - header else { return nil }
      whole.put(Array(part.bytes[part.payload]))
    }
    guard whole.count - 14 <= 0xFFFF else { return nil }
    whole.set(0, at: 20)
    whole.finishLength()
    whole.set(0, at: 24)
    whole.set(whole.sum(14..<header), at: 24)
    return whole.bytes
  }

  /// Whether a frame holds a fragment whose lengths make sense.
  static func isFragment(_ bytes: [UInt8]) -> Bool { FrameBytes(bytes).isFragment }
}

extension FrameBytes {
  fileprivate var isFragment: Bool {
    guard count >= 34, word(at: 12) == 0x0800, bytes[14] >> 4 == 4 else { return false }
    let headerEnd = 14 + Int(bytes[14] & 15) * 4
    let end = 14 + Int(word(at: 16))
    return headerEnd >= 34 && headerEnd <= end && end <= count && word(at: 20) & 0x3FFF != 0
  }

  fileprivate var fragmentOffset: Int { Int(word(at: 20) & 0x1FFF) * 8 }
  fileprivate var hasMoreFragments: Bool { word(at: 20) & 0x2000 != 0 }
  fileprivate var payload: Range<Int> { 14 + Int(bytes[14] & 15) * 4..<14 + Int(word(at: 16)) }
}
