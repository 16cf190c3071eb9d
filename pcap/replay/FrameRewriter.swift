import PlainFrames
import Wire

/// Gives frames other addresses, and the checksums that follow from them.
///
/// Checksums are updated by what changed (RFC 1624), not computed afresh: a wrong one stays as wrong
/// as it was, and one in a fragment or a quotation is right for bytes that are elsewhere. Only those
/// that the sender's device was to compute after the frame was recorded are computed here.
struct FrameRewriter {
  let map: AddressMap

  func rewrite(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.count >= EthernetFrame.headerLength else { return bytes }
    var frame = FrameBytes(bytes)
    frame.completeChecksums()
    replaceStation(in: &frame, at: 0, .receiver)
    replaceStation(in: &frame, at: 6, .sender)
    switch EtherType(rawValue: frame.word(at: 12)) {
    case .arp: rewriteARP(&frame)
    case .ipv4:
      guard frame.count >= 18 else { break }
      let end = min(frame.count, 14 + Int(frame.word(at: 16)))
      rewritePacket(&frame, 14..<max(14, end), from: .sender)
    default: break
    }
    return frame.bytes
  }

  private func rewriteARP(_ frame: inout FrameBytes) {
    guard (try? ARPPacket(frame.bytes.span.extracting(droppingFirst: 14))) != nil else { return }
    replaceStation(in: &frame, at: 22, .sender)
    replaceAddress(in: &frame, at: 28, .sender)
    replaceStation(in: &frame, at: 32, .receiver)
    replaceAddress(in: &frame, at: 38, .receiver)
  }

  /// Rewrites a packet, or the start of one that an ICMP error quotes.
  private func rewritePacket(
    _ frame: inout FrameBytes, _ range: Range<Int>, from sender: AddressMap.Part
  ) {
    let start = range.lowerBound
    guard range.count >= IPv4Packet.minimumHeaderLength, frame.bytes[start] >> 4 == 4 else {
      return
    }
    let before = frame
    replaceAddress(in: &frame, at: start + 12, sender)
    replaceAddress(in: &frame, at: start + 16, sender.other)
    let addresses = start + 12..<start + 20
    frame.update(checksumAt: start + 10, for: addresses, since: before)

    let payload = start + Int(frame.bytes[start] & 15) * 4
    // Later fragments hold no header of the next layer.
    guard payload >= addresses.upperBound, frame.word(at: start + 6) & 0x1FFF == 0 else { return }
    let rest = min(payload, range.upperBound)..<range.upperBound
    switch IPProtocol(rawValue: frame.bytes[start + 9]) {
    case .icmp: rewriteError(&frame, rest, from: sender)
    case .tcp where rest.count >= 18:
      frame.update(checksumAt: payload + 16, for: addresses, since: before)
    case .udp where rest.count >= 8 && frame.word(at: payload + 6) != 0:
      frame.update(checksumAt: payload + 6, for: addresses, since: before)
      // Zero would say that there is none (RFC 768).
      if frame.word(at: payload + 6) == 0 { frame.set(0xFFFF, at: payload + 6) }
    default: break
    }
  }

  /// The packet that an error quotes went the other way (RFC 792).
  private func rewriteError(
    _ frame: inout FrameBytes, _ range: Range<Int>, from sender: AddressMap.Part
  ) {
    let start = range.lowerBound
    guard range.count >= ICMPv4Message.headerLength else { return }
    let type = ICMPv4Type(rawValue: frame.bytes[start])
    guard type.isError else { return }
    let before = frame
    // A redirect names a gateway.
    if type == .redirect { replaceAddress(in: &frame, at: start + 4, .sender) }
    rewritePacket(&frame, start + 8..<range.upperBound, from: sender.other)
    frame.update(checksumAt: start + 2, for: start + 4..<range.upperBound, since: before)
  }

  private func replaceStation(
    in frame: inout FrameBytes, at offset: Int, _ part: AddressMap.Part
  ) {
    var octets: [6 of UInt8] = .init(repeating: 0)
    for index in 0..<6 { octets[index] = frame.bytes[offset + index] }
    let new = map.map(MACAddress(octets: octets), part).octets
    for index in 0..<6 { frame.bytes[offset + index] = new[index] }
  }

  private func replaceAddress(
    in frame: inout FrameBytes, at offset: Int, _ part: AddressMap.Part
  ) {
    let old = UInt32(frame.word(at: offset)) << 16 | UInt32(frame.word(at: offset + 2))
    let new = map.map(IPv4Address(rawValue: old), part).rawValue
    frame.set(UInt16(new >> 16), at: offset)
    frame.set(UInt16(new & 0xFFFF), at: offset + 2)
  }
}

extension FrameBytes {
  /// Changes the checksum at `offset` by what has changed in `range`, which starts at an even
  /// offset of what is covered.
  fileprivate mutating func update(
    checksumAt offset: Int, for range: Range<Int>, since before: FrameBytes
  ) {
    for position in stride(from: range.lowerBound, to: range.upperBound, by: 2) {
      let isLast = position + 1 == range.upperBound
      let old = isLast ? UInt16(before.bytes[position]) << 8 : before.word(at: position)
      let new = isLast ? UInt16(bytes[position]) << 8 : word(at: position)
      guard old != new else { continue }
      set(InternetChecksum.update(word(at: offset), from: old, to: new), at: offset)
    }
  }

  /// Computes the checksums that were left to the sender's device: Linux puts the sum of the
  /// pseudo-header in place of those of UDP and TCP, others leave that of IPv4 zero.
  fileprivate mutating func completeChecksums() {
    guard count >= 34, word(at: 12) == EtherType.ipv4.rawValue, bytes[14] >> 4 == 4 else { return }
    let headerEnd = 14 + Int(bytes[14] & 15) * 4
    let end = 14 + Int(word(at: 16))
    guard headerEnd >= 34, headerEnd <= end, end <= count else { return }
    if word(at: 24) == 0 { set(sum(14..<headerEnd), at: 24) }
    guard word(at: 20) & 0x3FFF == 0 else { return }
    let field: Int
    switch IPProtocol(rawValue: bytes[23]) {
    case .tcp: field = headerEnd + 16
    case .udp: field = headerEnd + 6
    default: return
    }
    guard field + 2 <= end else { return }
    let pseudoHeader = pseudoHeader(length: end - headerEnd)
    guard word(at: field) == 0xFFFF - sum(end..<end, from: pseudoHeader) else { return }
    set(0, at: field)
    let checksum = sum(headerEnd..<end, from: pseudoHeader)
    set(checksum == 0 ? 0xFFFF : checksum, at: field)
  }
}
