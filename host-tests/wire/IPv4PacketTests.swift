import Testing
import Wire

@Suite struct IPv4PacketTests {
  private let peer = IPv4Address(192, 0, 2, 1)
  private let board = IPv4Address(192, 0, 2, 2)

  private func packet(_ golden: GoldenFrame) -> [UInt8] { Array(golden.bytes[14...]) }

  /// The bytes with the header checksum that they need.
  private func summed(_ bytes: [UInt8]) -> [UInt8] {
    let cleared = bytes.replacing(at: 10, with: 0, 0)
    let checksum = referenceChecksum(cleared.prefix(Int(bytes[0] & 0x0F) * 4))
    return cleared.replacing(at: 10, with: UInt8(checksum >> 8), UInt8(checksum & 0xFF))
  }

  private func expect(
    _ malformation: IPv4Packet.Malformation, _ bytes: [UInt8], _ comment: Comment? = nil,
    location: SourceLocation = #_sourceLocation
  ) {
    let exact = ExactBytes(bytes)
    #expect(throws: malformation, comment, sourceLocation: location) {
      _ = try IPv4Packet(exact.span)
    }
  }

  @Test("reads every field of a UDP request")
  func request() throws {
    let bytes = packet(.udpRequest)
    let packet = try IPv4Packet(bytes.span)
    #expect(packet.headerLength == 20)
    #expect(packet.typeOfService == 0)
    #expect(packet.totalLength == 46)
    #expect(packet.identification == 55765)
    #expect(packet.dontFragment == true)
    #expect(packet.moreFragments == false)
    #expect(packet.fragmentOffset == 0)
    #expect(packet.isFragment == false)
    #expect(packet.timeToLive == 64)
    #expect(packet.protocol == .udp)
    #expect(packet.headerChecksum == 0xdce5)
    #expect(packet.source == peer)
    #expect(packet.destination == board)
    #expect(packet.options.count == 0)
    #expect(Array(packet.payload) == Array(bytes[20...]))
    #expect(Array(packet.bytes) == bytes)
    #expect(
      packet.header
        == IPv4Header(
          identification: 55765, dontFragment: true, timeToLive: 64, protocol: .udp, source: peer,
          destination: board))
  }

  @Test("[I7] reads a packet of any type of service")
  func typeOfService() throws {
    let bytes = packet(.portUnreachable)
    let packet = try IPv4Packet(bytes.span)
    #expect(packet.typeOfService == 0xc0)
    #expect(packet.totalLength == 74)
    #expect(packet.identification == 56351)
    #expect(packet.dontFragment == false)
    #expect(packet.isFragment == false)
    #expect(packet.protocol == .icmp)
    #expect(packet.source == board)
    #expect(packet.destination == peer)
    for service in UInt8.min ... .max {
      let bytes = summed(bytes.replacing(at: 1, with: service))
      #expect(try IPv4Packet(bytes.span).typeOfService == service)
    }
  }

  @Test("reads options and the payload behind them")
  func options() throws {
    let bytes = packet(.recordRouteReply)
    let packet = try IPv4Packet(bytes.span)
    #expect(packet.headerLength == 60)
    #expect(packet.totalLength == 71)
    #expect(packet.identification == 32196)
    #expect(Array(packet.options) == Array(bytes[20..<60]))
    #expect(Array(packet.payload) == Array(bytes[60...]))
  }

  @Test("reads the first fragment of a datagram")
  func firstFragment() throws {
    let bytes = packet(.firstFragment)
    let packet = try IPv4Packet(bytes.span)
    #expect(packet.identification == 5468)
    #expect(packet.moreFragments == true)
    #expect(packet.dontFragment == false)
    #expect(packet.fragmentOffset == 0)
    #expect(packet.isFragment == true)
    #expect(packet.payload.count == 48)
  }

  @Test("reads the last fragment of a datagram")
  func lastFragment() throws {
    let bytes = packet(.lastFragment)
    let packet = try IPv4Packet(bytes.span)
    #expect(packet.identification == 5468)
    #expect(packet.moreFragments == false)
    #expect(packet.fragmentOffset == 48)
    #expect(packet.isFragment == true)
    #expect(packet.payload.count == 1)
  }

  @Test("reads the last fragment there can be")
  func highestFragment() throws {
    let bytes = summed(packet(.lastFragment).replacing(at: 6, with: 0x1f, 0xff))
    let packet = try IPv4Packet(bytes.span)
    #expect(packet.fragmentOffset == 65528)
    #expect(packet.dontFragment == false)
    #expect(packet.moreFragments == false)
  }

  @Test("takes no reserved flag for a fragment")
  func reservedFlag() throws {
    let bytes = summed(packet(.oddEchoReply).replacing(at: 6, with: 0x80, 0x00))
    let packet = try IPv4Packet(bytes.span)
    #expect(packet.isFragment == false)
    #expect(packet.dontFragment == false)
    #expect(packet.moreFragments == false)
    #expect(packet.fragmentOffset == 0)
  }

  @Test("[I8] reads a packet of any time to live", arguments: [0, 1, 2, 255] as [UInt8])
  func timeToLive(value: UInt8) throws {
    let bytes = summed(packet(.udpRequest).replacing(at: 8, with: value))
    #expect(try IPv4Packet(bytes.span).timeToLive == value)
  }

  @Test(
    "tells what packets carry",
    arguments: [(1, .icmp), (2, .igmp), (6, .tcp), (17, .udp)] as [(UInt8, IPProtocol)])
  func protocols(number: UInt8, known: IPProtocol) throws {
    let bytes = summed(packet(.udpRequest).replacing(at: 9, with: number))
    #expect(try IPv4Packet(bytes.span).protocol == known)
  }

  @Test("[E1] trims the padding of a frame")
  func padding() throws {
    let bytes = packet(.emptyUDPRequest)
    let padded = bytes + Array(repeating: 0xEE, count: 18)
    let packet = try IPv4Packet(padded.span)
    #expect(packet.totalLength == 28)
    #expect(Array(packet.bytes) == bytes)
    #expect(Array(packet.payload) == Array(bytes[20...]))
  }

  @Test("rejects fewer bytes than a header has", arguments: 0...19)
  func truncated(count: Int) {
    expect(.truncated, Array(packet(.udpRequest).prefix(count)))
  }

  @Test("[I1] rejects every version but 4", arguments: 0...15)
  func version(number: UInt8) throws {
    let bytes = summed(packet(.udpRequest).replacing(at: 0, with: number << 4 | 5))
    if number == 4 {
      _ = try IPv4Packet(bytes.span)
    } else {
      expect(.version, bytes)
    }
  }

  @Test("[I3] rejects a header shorter than 5 words", arguments: 0...4)
  func headerLength(words: UInt8) {
    expect(.headerLength, summed(packet(.udpRequest).replacing(at: 0, with: 0x40 | words)))
  }

  @Test("[I3] rejects a total length below the header's", arguments: 5...15)
  func totalLengthBelowHeader(words: UInt8) throws {
    // Sixty bytes of which the total length leaves out the header's last.
    let bytes = packet(.recordRouteReply).replacing(at: 0, with: 0x40 | words)
    for length in 0..<words * 4 {
      expect(.headerLength, summed(bytes.replacing(at: 2, with: 0, length)), "\(length)")
    }
    let header = summed(bytes.replacing(at: 2, with: 0, words * 4))
    #expect(try IPv4Packet(header.span).payload.count == 0)
  }

  @Test("[I3] rejects a total length beyond the frame")
  func totalLengthBeyondFrame() {
    let bytes = packet(.udpRequest)
    expect(.totalLength, summed(bytes.replacing(at: 2, with: 0, 47)))
    expect(.totalLength, summed(bytes.replacing(at: 2, with: 0xff, 0xff)))
  }

  @Test("rejects options that the frame ends in")
  func optionsBeyondFrame() {
    expect(.totalLength, Array(packet(.recordRouteReply).prefix(40)))
  }

  @Test(
    "[I2] rejects a header with any bit wrong",
    arguments: [GoldenFrame.udpRequest, .portUnreachable, .recordRouteReply, .firstFragment])
  func anyBit(golden: GoldenFrame) {
    let bytes = packet(golden)
    for bit in 0..<Int(bytes[0] & 0x0F) * 32 {
      let wrong = bytes.replacing(at: bit / 8, with: bytes[bit / 8] ^ 1 << (bit % 8))
      #expect(throws: IPv4Packet.Malformation.self, "bit \(bit)") {
        _ = try IPv4Packet(wrong.span)
      }
    }
  }

  @Test("[I2] tells a wrong header checksum", arguments: [10, 11, 1, 8, 12, 19, 20, 59])
  func checksum(offset: Int) {
    let bytes = packet(.recordRouteReply)
    expect(.checksum, bytes.replacing(at: offset, with: bytes[offset] ^ 0x10))
  }

  @Test("does not take the payload into the checksum")
  func payload() throws {
    let bytes = packet(.recordRouteReply)
    for offset in 60..<bytes.count {
      let other = bytes.replacing(at: offset, with: ~bytes[offset])
      _ = try IPv4Packet(other.span)
    }
  }

  @Test("leaves the checksum alone when the device has verified it")
  func verified() throws {
    let bytes = packet(.udpRequest).replacing(at: 10, with: 0, 0)
    expect(.checksum, bytes)
    #expect(try IPv4Packet(bytes.span, verifyingChecksum: false).headerChecksum == 0)
    // Nothing else is left alone.
    let short = bytes.replacing(at: 0, with: 0x44)
    #expect(throws: IPv4Packet.Malformation.headerLength) {
      _ = try IPv4Packet(short.span, verifyingChecksum: false)
    }
  }
}
