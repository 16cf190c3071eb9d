package import Link

/// Holds every frame that the stack sends against the RFCs' layout and rules, read by hand.
package struct SentFrameChecker {
  /// The addresses that the interface was given.
  package var ours: [UInt32] = []
  /// Of those, the ones that may be used now; nil where that can change meanwhile.
  package var usable: [UInt32]?
  /// Whether the application has sent to a group or to everyone.
  package var mayAddressGroups = false
  /// The protocols that the application sends packets of on its own.
  package var rawProtocols: [UInt8] = []

  private let station: [UInt8]
  private let isGroup: (_ address: UInt32, _ ours: [UInt32]) -> Bool
  private var frame = FrameBytes()

  /// - Parameters:
  ///   - station: the interface's hardware address.
  ///   - isGroup: whether an address reaches many, for a host with the addresses `ours`.
  package init(
    station: [UInt8], isGroup: @escaping (_ address: UInt32, _ ours: [UInt32]) -> Bool
  ) {
    self.station = station
    self.isGroup = isGroup
  }

  /// - Parameters:
  ///   - isAnswer: whether it went out in the slot that came with a received frame.
  ///   - history: the frames that what it quotes may have come in, oldest first.
  package mutating func check(
    _ bytes: [UInt8], isAnswer: Bool, _ capabilities: DeviceCapabilities,
    _ history: ArraySlice<[UInt8]>
  ) throws(SentFrameViolation) {
    frame.bytes = bytes
    try expect(bytes.count <= capabilities.maximumFrameSize, "longer than the device takes")
    try expect(bytes.count >= 34, "too short")
    try expect(Array(bytes[6..<12]) == station, "not from our station")
    try expect(bytes[0..<6].contains { $0 != 0 }, "to no station")
    switch frame.word(at: 12) {
    case 0x0806: try checkARP()
    case 0x0800: try checkIPv4(isAnswer: isAnswer, capabilities, history)
    default: throw violation("of an unknown type")
    }
  }

  private func expect(
    _ condition: Bool, _ what: StaticString, _ number: Int? = nil
  ) throws(SentFrameViolation) {
    if !condition { throw violation(what, number) }
  }

  private func violation(_ what: StaticString, _ number: Int? = nil) -> SentFrameViolation {
    SentFrameViolation(rule: what, number: number, frame: frame.bytes)
  }

  private func long(_ offset: Int) -> UInt32 {
    UInt32(frame.word(at: offset)) << 16 | UInt32(frame.word(at: offset + 2))
  }

  private var isForGroup: Bool { frame.bytes[0] & 1 != 0 }

  /// RFC 826; RFC 5227 §2.1.1, §2.3 for the sender's address in probes and announcements.
  private func checkARP() throws(SentFrameViolation) {
    let bytes = frame.bytes
    try expect(bytes.count == 42, "of ARP that is not 42 bytes long")
    try expect(Array(bytes[14..<20]) == [0, 1, 8, 0, 6, 4], "of ARP about other addresses")
    try expect(Array(bytes[22..<28]) == station, "of ARP from another sender")
    let sender = long(28)
    switch frame.word(at: 20) {
    case 1:
      try expect(sender == 0 || ours.contains(sender), "of ARP with an address that is not ours")
    case 2:
      try expect(ours.contains(sender), "that answers for another's address")
      try expect(!isForGroup, "of an ARP reply to a group")
    default: throw violation("of an unknown ARP operation")
    }
    if isForGroup {
      try expect(bytes[0..<6].allSatisfy { $0 == 255 }, "of ARP to a multicast group")
    }
  }

  /// RFC 791 §3.1; RFC 1122 §3.2.1.
  private func checkIPv4(
    isAnswer: Bool, _ capabilities: DeviceCapabilities, _ history: ArraySlice<[UInt8]>
  ) throws(SentFrameViolation) {
    let bytes = frame.bytes
    try expect(bytes[14] >> 4 == 4, "of another version")
    let headerEnd = 14 + Int(bytes[14] & 15) * 4
    try expect(headerEnd >= 34 && headerEnd <= bytes.count, "with a wrong header length")
    try expect(Int(frame.word(at: 16)) == bytes.count - 14, "with a wrong total length")
    try expect(bytes[20] & 0x80 == 0, "with the reserved flag")
    try expect(bytes[22] > 0, "without time to live")
    if capabilities.transmitChecksums.contains(.ipv4Header) {
      try expect(frame.word(at: 24) == 0, "with a header checksum that the device computes")
    } else {
      try expect(frame.sum(14..<headerEnd) == 0, "with a wrong header checksum")
    }
    let source = long(26)
    let destination = long(30)
    let number = bytes[23]
    try expect(
      (usable ?? ours).contains(source) || number == 2 && source == 0,
      "from an address that is not ours")
    try expect(destination >> 24 != 0 && destination >> 24 != 127, "to no host")
    if isForGroup || isGroup(destination, ours) {
      try expect(number == 2 || mayAddressGroups, "to a group")
      try expect(!isAnswer || number == 2, "to a group, as an answer")
    }
    if destination >> 28 == 0xE {
      let mapped = [1, 0, 0x5E, bytes[31] & 0x7F, bytes[32], bytes[33]]
      try expect(Array(bytes[0..<6]) == mapped, "to a group at another station")
    }
    try checkFragment(headerEnd)
    let isWhole = frame.word(at: 20) & 0x3FFF == 0
    switch number {
    case 1: try checkICMP(headerEnd, isWhole: isWhole, capabilities, history)
    case 2: if !rawProtocols.contains(2) { try checkIGMP(headerEnd) }
    case 17: if isWhole { try checkUDP(headerEnd, capabilities) }
    default: try expect(rawProtocols.contains(number), "of protocol", Int(number))
    }
  }

  private func checkFragment(_ headerEnd: Int) throws(SentFrameViolation) {
    let field = frame.word(at: 20)
    let length = frame.count - headerEnd
    try expect(
      field & 0x4000 == 0 || field & 0x3FFF == 0, "that is a fragment and must not be fragmented")
    if field & 0x2000 != 0 {
      try expect(length > 0 && length % 8 == 0, "with a fragment of an odd length")
    }
    let offset = Int(field & 0x1FFF) * 8
    try expect(headerEnd - 14 + offset + length <= 65535, "beyond the end of a datagram")
  }

  private func checkICMP(
    _ start: Int, isWhole: Bool, _ capabilities: DeviceCapabilities, _ history: ArraySlice<[UInt8]>
  ) throws(SentFrameViolation) {
    guard isWhole else { return }
    let bytes = frame.bytes
    try expect(bytes.count - start >= 8, "with a truncated ICMP message")
    if capabilities.transmitChecksums.contains(.icmpv4) {
      try expect(frame.word(at: start + 2) == 0, "with an ICMP checksum that the device computes")
    } else {
      try expect(frame.sum(start..<bytes.count) == 0, "with a wrong ICMP checksum")
    }
    switch bytes[start] {
    case 0: try checkQuote(start + 4, datagramOffset: 4, history)
    case 3, 11, 12: try checkError(start, history)
    case 14: try expect(bytes.count - start == 20, "with a timestamp reply of another length")
    case 8: try expect(rawProtocols.contains(1), "with an echo request that nobody sent")
    default: throw violation("of ICMP type", Int(bytes[start]))
    }
  }

  /// RFC 1122 §3.2.2: what may be told of which packets. RFC 1812 §4.3.2.3: how much.
  private func checkError(
    _ start: Int, _ history: ArraySlice<[UInt8]>
  ) throws(SentFrameViolation) {
    let bytes = frame.bytes
    try expect(bytes.count - 14 <= 576, "with an error of more than 576 bytes")
    let quote = start + 8
    try expect(bytes.count >= quote + 20, "with an error that quotes too little")
    let payload = quote + Int(bytes[quote] & 15) * 4
    try expect(
      payload >= quote + 20 && payload <= bytes.count, "with an error that quotes no packet")
    try expect(bytes[quote + 6] & 0x1F == 0 && bytes[quote + 7] == 0, "about a later fragment")
    let source = long(quote + 12)
    try expect(source == long(30), "with an error to another than the sender")
    try expect(source >> 24 != 0 && source >> 24 != 127, "about a packet from no host")
    try expect(!isGroup(source, ours), "about a packet from a group")
    try expect(!isGroup(long(quote + 16), ours), "about a packet to a group")
    if bytes[quote + 9] == 1, payload < bytes.count {
      let type = bytes[payload]
      try expect(![3, 4, 5, 11, 12].contains(type), "with an error about an error")
    }
    let isHeaderKnown = history.reversed().contains { old in
      old.count >= 34 && old[14] == bytes[quote] && old[23] == bytes[quote + 9]
        && old[26..<34] == bytes[quote + 12..<quote + 20]
    }
    try expect(isHeaderKnown, "that quotes a header that never came")
    try checkQuote(payload, datagramOffset: 0, history)
  }

  /// What is quoted from `start` on came in one frame or in fragments, at the same place of its
  /// packet.
  private func checkQuote(
    _ start: Int, datagramOffset: Int, _ history: ArraySlice<[UInt8]>
  ) throws(SentFrameViolation) {
    var position = start
    while position < frame.count {
      let offset = datagramOffset + position - start
      var end = position
      // The latest are the likeliest.
      for old in history.reversed() {
        end = max(end, position + quoted(old, at: offset, position))
        if end == frame.count { return }
      }
      try expect(end > position, "that quotes what never came, at", position)
      position = end
    }
  }

  /// How many bytes from `position` on are those of a packet from `offset` of its payload on, up
  /// to a unit of fragmentation.
  private func quoted(_ old: [UInt8], at offset: Int, _ position: Int) -> Int {
    guard old.count >= 34, old[12] == 8, old[13] == 0 else { return 0 }
    let fragment = (Int(old[20] & 0x1F) << 8 | Int(old[21])) * 8
    let header = 14 + Int(old[14] & 15) * 4
    let first = header + offset - fragment
    guard header >= 34, first >= header, first < old.count else { return 0 }
    let limit = min(old.count - first, frame.count - position)
    var count = 0
    while count < limit, old[first + count] == frame.bytes[position + count] { count += 1 }
    return count == limit ? count : count - (offset + count) % 8
  }

  private func checkIGMP(_ start: Int) throws(SentFrameViolation) {
    try expect(frame.count - start >= 8, "with a truncated IGMP message")
    try expect(frame.sum(start..<frame.count) == 0, "with a wrong IGMP checksum")
    try expect(frame.bytes[22] == 1, "with an IGMP message that leaves the link")
    try expect(long(30) >> 28 == 0xE, "with an IGMP message to no group")
  }

  private func checkUDP(_ start: Int, _ capabilities: DeviceCapabilities) throws(SentFrameViolation)
  {
    let length = frame.count - start
    try expect(length >= 8 && Int(frame.word(at: start + 4)) == length, "with a wrong UDP length")
    try expect(frame.word(at: start) != 0, "from UDP port 0")
    let checksum = frame.word(at: start + 6)
    if capabilities.transmitChecksums.contains(.udp) {
      // Zero for none.
      return try expect(
        checksum == 0 || checksum == 0xFFFF, "with a UDP checksum that the device computes")
    }
    // Sockets may leave it out.
    guard checksum != 0 else { return }
    let pseudoHeader = frame.pseudoHeader(length: length)
    try expect(frame.sum(start..<frame.count, from: pseudoHeader) == 0, "with a wrong UDP checksum")
  }
}
