import Wire

/// Where the fields of a frame lie.
struct FrameDissection {
  struct Part {
    let field: FrameField
    let range: Range<Int>
    /// The bits of the first byte that belong to the field.
    let mask: UInt8
  }

  let frame: [UInt8]
  private(set) var parts: [Part] = []
  private var position = 0

  init(_ frame: [UInt8]) {
    self.frame = frame
    guard frame.count >= EthernetFrame.headerLength else {
      take(.ethernetPayload, upTo: frame.count)
      return
    }
    take(.ethernetDestination, 6)
    take(.ethernetSource, 6)
    take(.ethernetType, 2)
    switch EtherType(rawValue: frame.span.uint16(at: 12)) {
    case .arp: dissectARP()
    case .ipv4: dissectIPv4()
    default: take(.ethernetPayload, upTo: frame.count)
    }
    take(.ethernetPadding, upTo: frame.count)
  }

  private mutating func dissectARP() {
    guard isARP else {
      take(.arpMalformed, upTo: frame.count)
      return
    }
    take(.arpFormat, 6)
    take(.arpOperation, 2)
    take(.arpSenderHardware, 6)
    take(.arpSenderProtocol, 4)
    take(.arpTargetHardware, 6)
    take(.arpTargetProtocol, 4)
  }

  private var isARP: Bool { (try? ARPPacket(rest)) != nil }

  private mutating func dissectIPv4() {
    guard let outline = packetOutline() else {
      take(.ipv4Malformed, upTo: frame.count)
      return
    }
    let headerEnd = position + outline.headerLength
    let end = position + outline.totalLength
    takeBits(.ipv4Version, 0xF0)
    takeBits(.ipv4HeaderLength, 0x0F)
    position += 1
    take(.ipv4TypeOfService, 1)
    take(.ipv4TotalLength, 2)
    take(.ipv4Identification, 2)
    takeBits(.ipv4ReservedFlag, 0x80)
    takeBits(.ipv4DontFragment, 0x40)
    takeBits(.ipv4MoreFragments, 0x20)
    take(.ipv4FragmentOffset, 2, mask: 0x1F)
    take(.ipv4TimeToLive, 1)
    take(.ipv4Protocol, 1)
    take(.ipv4HeaderChecksum, 2)
    take(.ipv4Source, 4)
    take(.ipv4Destination, 4)
    take(.ipv4Options, upTo: headerEnd)
    switch outline.whole {
    case .icmp: dissectICMPv4(upTo: end)
    case .udp: dissectUDP(upTo: end)
    default: break
    }
    take(.ipv4Payload, upTo: end)
  }

  /// The lengths of the packet that comes next, and its protocol if it is no fragment.
  private func packetOutline() -> (headerLength: Int, totalLength: Int, whole: IPProtocol?)? {
    guard let packet = try? IPv4Packet(rest, verifyingChecksum: false) else { return nil }
    return (
      packet.headerLength, packet.totalLength, packet.isFragment ? nil : packet.protocol
    )
  }

  private mutating func dissectICMPv4(upTo end: Int) {
    guard end - position >= ICMPv4Message.headerLength else { return }
    let type = ICMPv4Type(rawValue: frame[position])
    take(.icmpv4Type, 1)
    take(.icmpv4Code, 1)
    take(.icmpv4Checksum, 2)
    if type == .echoRequest || type == .echoReply {
      take(.icmpv4Identifier, 2)
      take(.icmpv4SequenceNumber, 2)
    } else {
      take(.icmpv4RestOfHeader, 4)
    }
    take(type.isError ? .icmpv4Quote : .icmpv4Data, upTo: end)
  }

  private mutating func dissectUDP(upTo end: Int) {
    guard let length = datagramLength(upTo: end) else { return }
    let datagramEnd = position + length
    take(.udpSourcePort, 2)
    take(.udpDestinationPort, 2)
    take(.udpLength, 2)
    take(.udpChecksum, 2)
    take(.udpPayload, upTo: datagramEnd)
  }

  private func datagramLength(upTo end: Int) -> Int? {
    let payload = rest.extracting(first: end - position)
    return (try? UDPDatagram(payload, pseudoHeader: nil))?.bytes.count
  }

  /// What is not taken yet.
  private var rest: Span<UInt8> { frame.span.extracting(droppingFirst: position) }

  private mutating func take(_ field: FrameField, _ count: Int, mask: UInt8 = 0xFF) {
    parts.append(Part(field: field, range: position..<position + count, mask: mask))
    position += count
  }

  /// Takes what there is before `end`, if anything.
  private mutating func take(_ field: FrameField, upTo end: Int) {
    if end > position { take(field, end - position) }
  }

  private mutating func takeBits(_ field: FrameField, _ mask: UInt8) {
    parts.append(Part(field: field, range: position..<position + 1, mask: mask))
  }
}

extension FrameDissection {
  /// The bytes of a field without other fields' bits; none when the frame does not have it.
  func bytes(of field: FrameField) -> [UInt8] {
    guard let part = parts.first(where: { $0.field == field }) else { return [] }
    var bytes = Array(frame[part.range])
    if !bytes.isEmpty { bytes[0] &= part.mask }
    // A field within one byte is a number of its own.
    if bytes.count == 1 { bytes[0] >>= part.mask.trailingZeroBitCount }
    return bytes
  }

  /// Of each byte of the frame, the bits that belong to none of `fields`.
  func mask(ignoring fields: Set<FrameField>) -> [UInt8] {
    var mask = [UInt8](repeating: 0xFF, count: frame.count)
    for part in parts where fields.contains(part.field) {
      for index in part.range {
        mask[index] &= ~(index == part.range.lowerBound ? part.mask : 0xFF)
      }
    }
    return mask
  }

  /// A field's value as people write it.
  func text(of field: FrameField) -> String {
    let bytes = bytes(of: field)
    guard !bytes.isEmpty else { return "none" }
    return switch field.format {
    case .decimal: "\(number(bytes))"
    case .hexadecimal: "0x" + bytes.map(hexadecimal).joined()
    case .macAddress: bytes.map(hexadecimal).joined(separator: ":")
    case .ipv4Address: bytes.map { "\($0)" }.joined(separator: ".")
    case .bytes: "\(bytes.count) bytes"
    }
  }

  private func number(_ bytes: [UInt8]) -> UInt64 {
    bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }
}
