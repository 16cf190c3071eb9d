import Wire

/// Reads any bytes by every view and writes back what each understood: the same bytes again.
func fuzzWire(_ input: [UInt8]) {
  guard let kind = input.first else { return }
  let exact = ExactBytes(input.dropFirst())
  for verifying in [true, false] {
    var dissection = Dissection(exact.span, verifyingChecksums: verifying)
    switch kind & 7 {
    case 1: dissection.readARP(exact.span)
    case 2: dissection.readIPv4(exact.span)
    case 3: dissection.readOptions(exact.span)
    case 4: dissection.readICMP(exact.span)
    case 5:
      let addresses = UDPPseudoHeader(
        source: IPv4Address(192, 0, 2, 1), destination: IPv4Address(192, 0, 2, 2))
      dissection.readUDP(exact.span, addresses)
    case 6: readIGMP(exact.span)
    case 7: readText(exact.span)
    default: break
    }
    require(!dissection.isInconsistent, "a view contradicts itself")
  }
  switch kind & 7 {
  case 0: rewriteEthernet(exact.span)
  case 1: rewriteARP(exact.span)
  case 2: rewriteIPv4(exact.span)
  case 4: rewriteICMP(exact.span)
  case 5: rewriteUDP(exact.span)
  default: break
  }
  checkSums(exact.span, split: Int(kind >> 3))
}

private func requireSame(_ written: [UInt8], _ read: Span<UInt8>, _ what: String) {
  require(written == Array(read.extracting(first: written.count)), "\(what) is written otherwise")
}

private func rewriteEthernet(_ bytes: Span<UInt8>) {
  guard let frame = try? EthernetFrame(bytes) else { return }
  let written = ExactBytes.written(count: 14) { frame.header.write(to: &$0) }
  requireSame(written, bytes, "an Ethernet header")
  rewriteARP(frame.payload)
  rewriteIPv4(frame.payload)
}

private func rewriteARP(_ bytes: Span<UInt8>) {
  guard let packet = try? ARPPacket(bytes) else { return }
  let written = ExactBytes.written(count: ARPPacket.length) { packet.write(to: &$0, at: 0) }
  requireSame(written, bytes, "an ARP packet")
}

private func rewriteIPv4(_ bytes: Span<UInt8>) {
  for verifying in [true, false] {
    guard let packet = try? IPv4Packet(bytes, verifyingChecksum: verifying) else { continue }
    let count = packet.headerLength
    let written = ExactBytes.written(count: count) {
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
    if let quote = try? IPv4Quote(bytes) {
      require(quote.source == packet.source, "a quote differs from its packet")
      require(quote.payload.count >= packet.payload.count, "a quote lost payload")
      if let message = try? ICMPv4Message(packet.payload, verifyingChecksum: false) {
        readICMPBody(message)
      }
    }
    rewriteICMP(packet.payload)
    rewriteUDP(packet.payload)
  }
}

/// What errors say of the packet that they quote.
private func readICMPBody(_ message: ICMPv4Message) {
  if let echo = ICMPv4Echo(message) {
    require(echo.restOfHeader == message.restOfHeader, "an echo lost its identity")
  }
  guard let quote = try? IPv4Quote(message.payload) else { return }
  if let needed = FragmentationNeeded(message, quote) {
    require((20...60).contains(needed.quotedHeaderLength), "a quote's header has no such length")
    require(needed.destination == quote.destination, "a quote's destination changed")
  }
  if let redirect = Redirect(message, quote) {
    require(redirect.source == quote.source, "a quote's source changed")
  }
  if let echo = ICMPv4Echo(quoted: quote) {
    require(quote.payload.count >= 8, "an echo of \(echo) was quoted by less than its header")
  }
}

private func rewriteICMP(_ bytes: Span<UInt8>) {
  guard let message = try? ICMPv4Message(bytes) else { return }
  let whole = Array(bytes)
  let written = ExactBytes.written(count: bytes.count) { target in
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
  readICMPBody(message)
}

private func rewriteUDP(_ bytes: Span<UInt8>) {
  let addresses = UDPPseudoHeader(
    source: IPv4Address(192, 0, 2, 1), destination: IPv4Address(192, 0, 2, 2))
  guard let datagram = try? UDPDatagram(bytes, pseudoHeader: addresses) else { return }
  let written = ExactBytes.written(count: datagram.bytes.count) { target in
    let sum = target.copyAndSum(datagram.payload, at: 8)
    datagram.header.write(
      to: &target, at: 0, payloadLength: datagram.payload.count,
      payload: (
        InternetChecksum(nativeSum: sum, byteCount: datagram.payload.count), addresses
      ))
  }
  if datagram.checksum != 0 { requireSame(written, bytes, "a UDP datagram") }
  let pseudoHeader: [UInt8] = [192, 0, 2, 1, 192, 0, 2, 2, 0, 17]
  let length = Array(written[4..<6])
  require(naiveChecksum(pseudoHeader + length + written) == 0, "a UDP checksum is wrong")
}

private func readIGMP(_ bytes: Span<UInt8>) {
  guard let message = try? IGMPMessage(bytes) else { return }
  require(naiveChecksum(Array(bytes)) == 0, "an IGMP checksum is wrong")
  if let query = message.query {
    require(query.maximumResponseTime <= 31744, "a response time beyond its range")
    require(query.queryInterval <= 31744, "an interval beyond its range")
    require(!query.isGeneral || query.group == .unspecified, "a general query names a group")
  }
  guard message.type != .membershipQuery, bytes.count == 8, bytes[1] == 0 else { return }
  let written = ExactBytes.written(count: 8) {
    IGMPGroupMessage(type: message.type, group: message.group).write(to: &$0, at: 0)
  }
  if bytes[2] & bytes[3] != 0xFF { requireSame(written, bytes, "an IGMP message") }
}

/// What is an address comes from its text and goes back to it.
private func readText(_ bytes: Span<UInt8>) {
  if let address = IPv4Address(text: bytes) {
    let octets = address.octets
    let text = "\(octets[0]).\(octets[1]).\(octets[2]).\(octets[3])"
    require(Array(text.utf8) == Array(bytes), "\(text) was read from other bytes")
  }
  if let subnet = IPv4Subnet(text: bytes) {
    require(subnet.prefixLength <= 32, "a prefix of more than 32 bits")
    require(subnet.contains(subnet.address), "a network without its own address")
  }
}

/// Sums in one piece, in two pieces and word by word agree.
private func checkSums(_ bytes: Span<UInt8>, split: Int) {
  let expected = naiveChecksum(Array(bytes))
  var whole = InternetChecksum()
  whole.add(bytes)
  require(whole.value == expected, "a sum in one piece is wrong")
  let middle = min(split, bytes.count)
  var parts = InternetChecksum()
  parts.add(bytes.extracting(first: middle))
  parts.add(bytes.extracting(droppingFirst: middle))
  require(parts.value == expected, "a sum in two pieces is wrong")
}
