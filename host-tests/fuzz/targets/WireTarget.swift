import Text
import Wire

/// Reads any bytes by every view and writes back what each understood: the same bytes again.
func fuzzWire(_ input: [UInt8], _ journal: Journal) {
  guard let kind = input.first else { return }
  ExactMemory.lend(input.dropFirst()) { bytes in
    read(bytes, kind, journal)
    rewrite(bytes, kind, journal)
    journal.note("a sum", checkSums(bytes, split: Int(kind >> 3)))
  }
}

private func read(_ bytes: Span<UInt8>, _ kind: UInt8, _ journal: Journal) {
  for verifying in [true, false] {
    var dissection = Dissection(bytes, verifyingChecksums: verifying)
    switch kind & 7 {
    case 1: dissection.readARP(bytes)
    case 2: dissection.readIPv4(bytes)
    case 3: dissection.readOptions(bytes)
    case 4: dissection.readICMP(bytes)
    case 5:
      let addresses = UDPPseudoHeader(
        source: IPv4Address(192, 0, 2, 1), destination: IPv4Address(192, 0, 2, 2))
      dissection.readUDP(bytes, addresses)
    case 6: readIGMP(bytes, journal)
    case 7: readText(bytes, journal)
    default: break
    }
    require(!dissection.isInconsistent, "a view contradicts itself")
    journal.note("read", dissection.digest)
    journal.note(dissection.end)
  }
}

private func rewrite(_ bytes: Span<UInt8>, _ kind: UInt8, _ journal: Journal) {
  switch kind & 7 {
  case 0: rewriteEthernet(bytes, journal)
  case 1: rewriteARP(bytes, journal)
  case 2: rewriteIPv4(bytes, journal)
  case 4: rewriteICMP(bytes, journal)
  case 5: rewriteUDP(bytes, journal)
  default: break
  }
}

private func requireSame(_ written: [UInt8], _ read: Span<UInt8>, _ what: StaticString) {
  guard written != Array(read.extracting(first: written.count)) else { return }
  finding(what, " is written otherwise", bytes: written)
}

private func rewriteEthernet(_ bytes: Span<UInt8>, _ journal: Journal) {
  guard let frame = try? EthernetFrame(bytes) else { return }
  let written = ExactMemory.written(count: 14) { frame.header.write(to: &$0) }
  requireSame(written, bytes, "an Ethernet header")
  journal.note("written", written.span)
  rewriteARP(frame.payload, journal)
  rewriteIPv4(frame.payload, journal)
}

private func rewriteARP(_ bytes: Span<UInt8>, _ journal: Journal) {
  guard let packet = try? ARPPacket(bytes) else { return }
  let written = ExactMemory.written(count: ARPPacket.length) { packet.write(to: &$0, at: 0) }
  requireSame(written, bytes, "an ARP packet")
  journal.note("written", written.span)
}

private func rewriteIPv4(_ bytes: Span<UInt8>, _ journal: Journal) {
  for verifying in [true, false] {
    guard let packet = try? IPv4Packet(bytes, verifyingChecksum: verifying) else { continue }
    let count = packet.headerLength
    let written = ExactMemory.written(count: count) {
      packet.header.write(
        to: &$0, at: 0, options: packet.options, payloadLength: packet.payload.count)
    }
    var expected = Array(bytes.extracting(first: count))
    // The reserved flag is not kept, and the checksum is of what is.
    if verifying && expected[6] & 0x80 == 0 && packet.headerChecksum != 0xFFFF {
      require(written == expected, "an IPv4 header is written otherwise")
    } else {
      expected[6] &= 0x7F
      expected.replaceSubrange(10..<12, with: written[10..<12])
      require(written == expected, "an IPv4 header is written otherwise")
    }
    require(naiveChecksum(written) == 0, "an IPv4 header's checksum is wrong")
    journal.note("written", written.span)
    if let quote = try? IPv4Quote(bytes) {
      require(quote.source == packet.source, "a quote differs from its packet")
      require(quote.payload.count >= packet.payload.count, "a quote lost payload")
      if let message = try? ICMPv4Message(packet.payload, verifyingChecksum: false) {
        readICMPBody(message, journal)
      }
    }
    rewriteICMP(packet.payload, journal)
    rewriteUDP(packet.payload, journal)
  }
}

/// What errors say of the packet that they quote.
private func readICMPBody(_ message: ICMPv4Message, _ journal: Journal) {
  if let echo = ICMPv4Echo(message) {
    require(echo.restOfHeader == message.restOfHeader, "an echo lost its identity")
  }
  guard let quote = try? IPv4Quote(message.payload) else { return }
  if let needed = FragmentationNeeded(message, quote) {
    require((20...60).contains(needed.quotedHeaderLength), "a quote's header has no such length")
    require(needed.destination == quote.destination, "a quote's destination changed")
    journal.note("fragmentation needed", needed.quotedHeaderLength)
  }
  if let redirect = Redirect(message, quote) {
    require(redirect.source == quote.source, "a quote's source changed")
    journal.note("a redirect to", redirect.gateway.rawValue)
  }
  if ICMPv4Echo(quoted: quote) != nil {
    require(quote.payload.count >= 8, "an echo was quoted by less than its header")
  }
}

private func rewriteICMP(_ bytes: Span<UInt8>, _ journal: Journal) {
  guard let message = try? ICMPv4Message(bytes) else { return }
  let whole = Array(bytes)
  let written = ExactMemory.written(count: bytes.count) { target in
    let sum = target.copyAndSum(message.payload, at: 8)
    message.header.write(
      to: &target, at: 0,
      payload: InternetChecksum(nativeSum: sum, byteCount: message.payload.count))
  }
  // A sum of zero has two forms, of which one is written.
  let isZero = message.checksum == 0xFFFF || message.checksum == 0
  require(
    isZero ? Array(written.dropFirst(4)) == Array(whole.dropFirst(4)) : written == whole,
    "an ICMP message is written otherwise")
  require(naiveChecksum(written) == 0, "an ICMP checksum is wrong")
  journal.note("written", written.span)
  readICMPBody(message, journal)
}

private func rewriteUDP(_ bytes: Span<UInt8>, _ journal: Journal) {
  let addresses = UDPPseudoHeader(
    source: IPv4Address(192, 0, 2, 1), destination: IPv4Address(192, 0, 2, 2))
  guard let datagram = try? UDPDatagram(bytes, pseudoHeader: addresses) else { return }
  let written = ExactMemory.written(count: datagram.bytes.count) { target in
    let sum = target.copyAndSum(datagram.payload, at: 8)
    datagram.header.write(
      to: &target, at: 0, payloadLength: datagram.payload.count,
      payload: (
        InternetChecksum(nativeSum: sum, byteCount: datagram.payload.count), addresses
      ))
  }
  if datagram.checksum != 0 { requireSame(written, bytes, "a UDP datagram") }
  journal.note("written", written.span)
  let pseudoHeader: [UInt8] = [192, 0, 2, 1, 192, 0, 2, 2, 0, 17]
  let length = Array(written[4..<6])
  require(naiveChecksum(pseudoHeader + length + written) == 0, "a UDP checksum is wrong")
}

private func readIGMP(_ bytes: Span<UInt8>, _ journal: Journal) {
  guard let message = try? IGMPMessage(bytes) else { return }
  require(naiveChecksum(Array(bytes)) == 0, "an IGMP checksum is wrong")
  if let query = message.query {
    journal.note("a query of", query.group.rawValue)
    journal.note("within", query.maximumResponseTime)
    journal.note("each", query.queryInterval)
    require(query.maximumResponseTime <= 31744, "a response time beyond its range")
    require(query.queryInterval <= 31744, "an interval beyond its range")
    require(!query.isGeneral || query.group == .unspecified, "a general query names a group")
  }
  guard message.type != .membershipQuery, bytes.count == 8, bytes[1] == 0 else { return }
  let written = ExactMemory.written(count: 8) {
    IGMPGroupMessage(type: message.type, group: message.group).write(to: &$0, at: 0)
  }
  if bytes[2] & bytes[3] != 0xFF { requireSame(written, bytes, "an IGMP message") }
}

/// What is an address comes from its text and goes back to it.
private func readText(_ bytes: Span<UInt8>, _ journal: Journal) {
  if let address = IPv4Address(text: bytes) {
    journal.note("an address", address.rawValue)
    var text = TextLine()
    for index in 0..<4 {
      if index > 0 { text.write(".") }
      text.write(decimal: UInt64(address.octets[index]))
    }
    require(text.bytes == Array(bytes), "an address was read from other bytes", bytes: text.bytes)
  }
  if let subnet = IPv4Subnet(text: bytes) {
    require(subnet.prefixLength <= 32, "a prefix of more than 32 bits")
    require(subnet.contains(subnet.address), "a network without its own address")
    journal.note("a network of", subnet.address.rawValue)
    journal.note("with a prefix of", subnet.prefixLength)
  }
}

/// Sums in one piece, in two pieces and word by word agree.
private func checkSums(_ bytes: Span<UInt8>, split: Int) -> UInt16 {
  let expected = naiveChecksum(Array(bytes))
  var whole = InternetChecksum()
  whole.add(bytes)
  require(whole.value == expected, "a sum in one piece is wrong")
  let middle = min(split, bytes.count)
  var parts = InternetChecksum()
  parts.add(bytes.extracting(first: middle))
  parts.add(bytes.extracting(droppingFirst: middle))
  require(parts.value == expected, "a sum in two pieces is wrong")
  return parts.value
}

extension Journal {
  fileprivate func note(_ end: Dissection.End) {
    switch end {
    case .ethernet(let reason): note("not Ethernet", reason)
    case .arp(let reason): note("not ARP", reason)
    case .ipv4(let reason): note("not IPv4", reason)
    case .icmp(let reason): note("not ICMP", reason)
    case .udp(let reason): note("not UDP", reason)
    case .complete: note("complete", 0)
    case .unknown: note("unknown", 0)
    }
  }
}
