import Testing
import Wire

extension GoldenFrame {
  fileprivate var isARP: Bool { bytes[13] == 0x06 }
  fileprivate var headerLength: Int { Int(bytes[14] & 0x0F) * 4 }
  fileprivate var isFragment: Bool { bytes[20] & 0x3F | bytes[21] != 0 }
  fileprivate var isUDP: Bool { !isARP && !isFragment && bytes[23] == 17 }
  fileprivate var isICMP: Bool { !isARP && !isFragment && bytes[23] == 1 }
}

@Suite struct GoldenFrameTests {
  @Test("reads every frame to its end", arguments: GoldenFrame.all)
  func complete(golden: GoldenFrame) {
    for verifyingChecksums in [true, false] {
      let frame = ExactBytes(golden.bytes)
      let dissection = Dissection(frame.span, verifyingChecksums: verifyingChecksums)
      #expect(dissection.end == (!golden.isARP && golden.isFragment ? .unknown : .complete))
      #expect(!dissection.isInconsistent)
    }
  }

  @Test("[E1] reads every frame alike with padding", arguments: GoldenFrame.all)
  func padded(golden: GoldenFrame) {
    let frame = ExactBytes(golden.bytes + [0x00, 0xFF, 0x5A])
    #expect(Dissection(frame.span) == Dissection(ExactBytes(golden.bytes).span))
  }

  @Test(
    "rejects every frame that is cut short, at the layer that lacks", arguments: GoldenFrame.all)
  func truncated(golden: GoldenFrame) {
    for verifyingChecksums in [true, false] {
      for count in golden.bytes.indices {
        let expected: Dissection.End =
          if count < 14 {
            .ethernet(.truncated)
          } else if golden.isARP {
            .arp(.truncated)
          } else {
            // Linux's frames are not padded: the total length tells of every byte.
            count < 34 ? .ipv4(.truncated) : .ipv4(.totalLength)
          }
        let frame = ExactBytes(golden.bytes.prefix(count))
        let dissection = Dissection(frame.span, verifyingChecksums: verifyingChecksums)
        #expect(dissection.end == expected, "\(count) bytes")
        #expect(!dissection.isInconsistent)
      }
    }
  }

  @Test(
    "rejects every message that is cut short inside a whole packet",
    arguments: GoldenFrame.all.filter(\.isICMP))
  func truncatedICMP(golden: GoldenFrame) {
    let message = golden.bytes.dropFirst(14 + golden.headerLength)
    for count in 0..<message.count {
      let bytes = ExactBytes(message.prefix(count))
      var dissection = Dissection()
      dissection.readICMP(bytes.span)
      #expect(dissection.end == .icmp(count < 8 ? .truncated : .checksum), "\(count) bytes")

      // Without its checksum, any message of a header's length is one.
      dissection = Dissection(verifyingChecksums: false)
      dissection.readICMP(bytes.span)
      #expect(dissection.end == (count < 8 ? .icmp(.truncated) : .complete), "\(count) bytes")
      #expect(!dissection.isInconsistent)
    }
  }

  @Test(
    "rejects every datagram that is cut short inside a whole packet",
    arguments: GoldenFrame.all.filter(\.isUDP))
  func truncatedUDP(golden: GoldenFrame) {
    let datagram = golden.bytes.dropFirst(14 + golden.headerLength)
    let addresses = UDPPseudoHeader(
      source: IPv4Address(192, 0, 2, 1), destination: IPv4Address(192, 0, 2, 2))
    for verifyingChecksums in [true, false] {
      for count in 0..<datagram.count {
        let bytes = ExactBytes(datagram.prefix(count))
        var dissection = Dissection(verifyingChecksums: verifyingChecksums)
        dissection.readUDP(bytes.span, addresses)
        #expect(dissection.end == .udp(count < 8 ? .truncated : .length), "\(count) bytes")
      }
    }
  }

  @Test(
    "reads every quote that is cut short without harm",
    arguments: [GoldenFrame.portUnreachable, .protocolUnreachable])
  func truncatedQuote(golden: GoldenFrame) {
    let quote = golden.bytes.dropFirst(42)
    for count in 0..<quote.count {
      let bytes = ExactBytes(quote.prefix(count))
      var dissection = Dissection()
      dissection.readIPv4(bytes.span)
      #expect(dissection.end == .ipv4(count < 20 ? .truncated : .totalLength), "\(count) bytes")
    }
  }

  @Test("writes every frame again from what it read, byte for byte", arguments: GoldenFrame.all)
  func roundTrip(golden: GoldenFrame) throws {
    let original = ExactBytes(golden.bytes)
    let frame = try EthernetFrame(original.span)
    var copy = ExactBytes(repeatElement(0x55, count: golden.bytes.count))
    var bytes = copy.mutableSpan
    frame.header.write(to: &bytes)

    if golden.isARP {
      try ARPPacket(frame.payload).write(to: &bytes, at: 14)
    } else {
      let packet = try IPv4Packet(frame.payload)
      packet.header.write(
        to: &bytes, at: 14, options: packet.options, payloadLength: packet.payload.count)
      let offset = 14 + packet.headerLength
      if golden.isICMP {
        let message = try ICMPv4Message(packet.payload)
        let sum = bytes.copyAndSum(message.payload, at: offset + 8)
        message.header.write(
          to: &bytes, at: offset,
          payload: InternetChecksum(nativeSum: sum, byteCount: message.payload.count))
      } else if golden.isUDP {
        let addresses = UDPPseudoHeader(source: packet.source, destination: packet.destination)
        let datagram = try UDPDatagram(packet.payload, pseudoHeader: addresses)
        let sum = InternetChecksum(
          nativeSum: bytes.copyAndSum(datagram.payload, at: offset + 8),
          byteCount: datagram.payload.count)
        datagram.header.write(
          to: &bytes, at: offset, payloadLength: datagram.payload.count,
          payload: datagram.checksum == 0 ? nil : (sum: sum, pseudoHeader: addresses))
      } else {
        bytes.copy(packet.payload, at: offset)
      }
    }
    #expect(Array(copy.span) == golden.bytes)
  }
}
