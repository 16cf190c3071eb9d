/// What may differ between boards that behave alike, taken out of their frames.
enum FrameTranslation {
  /// The hardware addresses of a frame's header and, in ARP, of its packet.
  static func replace(_ old: [UInt8], by new: [UInt8], in frame: [UInt8]) -> [UInt8] {
    var frame = frame
    var places = [0, 6]
    if frame.count >= 42, frame[12] == 0x08, frame[13] == 0x06 { places += [22, 32] }
    for place in places
    where frame.count >= place + 6 && Array(frame[place..<place + 6]) == old {
      frame.replaceSubrange(place..<place + 6, with: new)
    }
    return frame
  }

  /// The identification of an IPv4 packet, which is random, with its part of the header's checksum.
  /// A packet whose checksum is wrong stays as it is.
  static func withoutIdentification(_ frame: [UInt8]) -> [UInt8] {
    guard frame.count >= 34, frame[12] == 0x08, frame[13] == 0x00 else { return frame }
    let end = 14 + 4 * Int(frame[14] & 15)
    guard end >= 34, end <= frame.count, Octets.checksum(Array(frame[14..<end])) == 0 else {
      return frame
    }
    var frame = frame
    frame.replaceSubrange(18..<20, with: [0, 0])
    frame.replaceSubrange(24..<26, with: [0, 0])
    frame.replaceSubrange(24..<26, with: Octets.pair(Octets.checksum(Array(frame[14..<end]))))
    return frame
  }
}
