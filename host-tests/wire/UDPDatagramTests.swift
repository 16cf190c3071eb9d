import Testing
import Wire
import SeededRandom

private let peer = IPv4Address(192, 0, 2, 1)
private let board = IPv4Address(192, 0, 2, 2)

/// The checksum covers both addresses alike, so it is the same in either direction.
private let addresses = UDPPseudoHeader(source: peer, destination: board)

/// The checksum as RFC 768 has it, over the pseudo-header written out and the datagram.
private func referenceUDPChecksum(_ datagram: [UInt8]) -> UInt16 {
  referenceChecksum(
    [192, 0, 2, 1, 192, 0, 2, 2, 0, 17, UInt8(datagram.count >> 8), UInt8(datagram.count & 0xFF)]
      + datagram)
}

@Suite struct UDPDatagramTests {
  private func datagram(_ golden: GoldenFrame) -> [UInt8] { Array(golden.bytes[34...]) }

  @Test("reads a request of even length")
  func request() throws {
    let bytes = datagram(.udpRequest)
    let datagram = try UDPDatagram(bytes.span, pseudoHeader: addresses)
    #expect(datagram.sourcePort == 40000)
    #expect(datagram.destinationPort == 7)
    #expect(datagram.checksum == 0xf47a)
    #expect(Array(datagram.payload) == Array(0x12...0x23))
    #expect(Array(datagram.bytes) == bytes)
    #expect(datagram.header == UDPHeader(sourcePort: 40000, destinationPort: 7))
    let answer = UDPHeader(answering: datagram)
    #expect(answer.sourcePort == 7)
    #expect(answer.destinationPort == 40000)
  }

  @Test("reads a reply of odd length")
  func reply() throws {
    let bytes = datagram(.oddUDPReply)
    let datagram = try UDPDatagram(
      bytes.span, pseudoHeader: UDPPseudoHeader(source: board, destination: peer))
    #expect(datagram.sourcePort == 7)
    #expect(datagram.destinationPort == 40000)
    #expect(datagram.checksum == 0x51e4)
    #expect(Array(datagram.payload) == Array(0x41...0x81))
  }

  @Test("reads a request without data")
  func empty() throws {
    let datagram = try UDPDatagram(datagram(.emptyUDPRequest).span, pseudoHeader: addresses)
    #expect(datagram.checksum == 0xdf92)
    #expect(datagram.payload.count == 0)
  }

  @Test("[U1] reads a datagram whose sender computed no checksum, whatever its bytes are")
  func unchecked() throws {
    let bytes = datagram(.uncheckedUDPRequest)
    let unchecked = try UDPDatagram(bytes.span, pseudoHeader: addresses)
    #expect(unchecked.sourcePort == 40001)
    #expect(unchecked.checksum == 0)
    #expect(Array(unchecked.payload) == Array(0x41...0x81))
    let changed = bytes.replacing(at: 20, with: 0xff)
    #expect(try UDPDatagram(changed.span, pseudoHeader: addresses).payload[12] == 0xff)
  }

  @Test("rejects fewer bytes than a header has", arguments: 0...7)
  func truncated(count: Int) {
    let bytes = ExactBytes(datagram(.emptyUDPRequest).prefix(count))
    #expect(throws: UDPDatagram.Malformation.truncated) {
      _ = try UDPDatagram(bytes.span, pseudoHeader: addresses)
    }
    #expect(throws: UDPDatagram.Malformation.truncated) {
      _ = try UDPDatagram(bytes.span, pseudoHeader: nil)
    }
  }

  @Test("[U3] rejects a length below the header's", arguments: 0...7 as ClosedRange<UInt8>)
  func lengthBelowHeader(length: UInt8) {
    let bytes = datagram(.uncheckedUDPRequest).replacing(at: 4, with: 0, length)
    #expect(throws: UDPDatagram.Malformation.length) {
      _ = try UDPDatagram(bytes.span, pseudoHeader: addresses)
    }
    #expect(throws: UDPDatagram.Malformation.length) {
      _ = try UDPDatagram(bytes.span, pseudoHeader: nil)
    }
  }

  @Test("[U3] rejects a length beyond the packet's payload", arguments: [74, 75, 256, 65535])
  func lengthBeyondPayload(length: Int) {
    let bytes = datagram(.uncheckedUDPRequest)
      .replacing(at: 4, with: UInt8(length >> 8), UInt8(length & 0xFF))
    #expect(throws: UDPDatagram.Malformation.length) {
      _ = try UDPDatagram(bytes.span, pseudoHeader: addresses)
    }
    #expect(throws: UDPDatagram.Malformation.length) {
      _ = try UDPDatagram(bytes.span, pseudoHeader: nil)
    }
  }

  @Test("[U3] trims what its length leaves out, and sums only what is left")
  func trims() throws {
    let bytes = datagram(.oddUDPRequest)
    let longer = bytes + [0xEE, 0xEE, 0xEE]
    let trimmed = try UDPDatagram(longer.span, pseudoHeader: addresses)
    #expect(Array(trimmed.bytes) == bytes)
    #expect(Array(trimmed.payload) == Array(bytes[8...]))
  }

  @Test(
    "[U2] rejects a datagram with any bit wrong",
    arguments: [GoldenFrame.udpRequest, .oddUDPRequest, .emptyUDPRequest])
  func anyBit(golden: GoldenFrame) {
    let bytes = datagram(golden)
    for bit in 0..<bytes.count * 8 {
      let wrong = bytes.replacing(at: bit / 8, with: bytes[bit / 8] ^ 1 << (bit % 8))
      #expect(throws: UDPDatagram.Malformation.self, "bit \(bit)") {
        _ = try UDPDatagram(wrong.span, pseudoHeader: addresses)
      }
    }
  }

  @Test("[U2] tells a wrong checksum", arguments: [0, 2, 6, 7, 8, 25])
  func checksum(offset: Int) {
    let bytes = datagram(.udpRequest)
    let wrong = bytes.replacing(at: offset, with: bytes[offset] ^ 0x10)
    #expect(throws: UDPDatagram.Malformation.checksum) {
      _ = try UDPDatagram(wrong.span, pseudoHeader: addresses)
    }
  }

  @Test("[U2] rejects a datagram meant for other addresses")
  func otherAddresses() {
    let bytes = datagram(.udpRequest)
    for other in [
      UDPPseudoHeader(source: peer, destination: IPv4Address(192, 0, 2, 3)),
      UDPPseudoHeader(source: IPv4Address(192, 0, 3, 1), destination: board),
    ] {
      #expect(throws: UDPDatagram.Malformation.checksum) {
        _ = try UDPDatagram(bytes.span, pseudoHeader: other)
      }
    }
  }

  @Test("leaves the checksum alone when the device has verified it")
  func verified() throws {
    let bytes = datagram(.udpRequest).replacing(at: 6, with: 0x12, 0x34)
    #expect(try UDPDatagram(bytes.span, pseudoHeader: nil).checksum == 0x1234)
  }

  @Test("reads ports of zero")
  func portZero() throws {
    let bytes: [UInt8] = [0, 0, 0, 0, 0, 8, 0, 0]
    let datagram = try UDPDatagram(bytes.span, pseudoHeader: addresses)
    #expect(datagram.sourcePort == 0)
    #expect(datagram.destinationPort == 0)
  }
}

@Suite struct UDPHeaderTests {
  /// The datagram of `payload`, written behind three bytes of others and before two.
  private func written(
    _ header: UDPHeader, _ payload: some Collection<UInt8>, isSummed: Bool = true
  ) -> [UInt8] {
    let payload = ExactBytes(payload)
    let count = payload.span.count
    let bytes = ExactBytes.written(count: 13 + count, filler: 0x55) {
      let sum = InternetChecksum(
        nativeSum: $0.copyAndSum(payload.span, at: 11), byteCount: count)
      header.write(
        to: &$0, at: 3, payloadLength: count,
        payload: isSummed ? (sum: sum, pseudoHeader: addresses) : nil)
    }
    #expect(bytes.prefix(3) == [0x55, 0x55, 0x55])
    #expect(bytes.suffix(2) == [0x55, 0x55])
    return Array(bytes[3..<bytes.count - 2])
  }

  @Test(
    "writes the header it read, around the payload, and nothing beside it",
    arguments: [
      GoldenFrame.udpRequest, .udpReply, .oddUDPRequest, .oddUDPReply, .emptyUDPRequest,
      .uncheckedUDPRequest,
    ])
  func roundTrip(golden: GoldenFrame) throws {
    let bytes = Array(golden.bytes[34...])
    let datagram = try UDPDatagram(bytes.span, pseudoHeader: addresses)
    #expect(written(datagram.header, bytes[8...], isSummed: datagram.checksum != 0) == bytes)
  }

  @Test("reads any datagram it wrote")
  func random() throws {
    var generator = SplitMix64()
    for _ in 0..<3000 {
      let header = UDPHeader(
        sourcePort: .random(in: 0 ... .max, using: &generator),
        destinationPort: .random(in: 0 ... .max, using: &generator))
      let payload = generator.bytes(count: .random(in: 0...33, using: &generator))
      let bytes = written(header, payload)
      let datagram = try UDPDatagram(bytes.span, pseudoHeader: addresses)
      let same = datagram.header == header && Array(datagram.payload) == payload
      if !same || referenceUDPChecksum(bytes) != 0 { Issue.record("\(header) \(payload)") }
    }
  }

  @Test("[U1] sends a checksum of zero as all ones")
  func computedZero() throws {
    let header = UDPHeader(sourcePort: 40000, destinationPort: 7)
    // A last word that is the checksum of all others makes the whole checksum zero.
    let others = referenceUDPChecksum([0x9c, 0x40, 0, 7, 0, 12, 0, 0, 0x12, 0x34, 0, 0])
    let payload = [0x12, 0x34, UInt8(others >> 8), UInt8(others & 0xFF)]
    #expect(referenceUDPChecksum([0x9c, 0x40, 0, 7, 0, 12, 0, 0] + payload) == 0)

    let bytes = written(header, payload)
    #expect(bytes[6..<8] == [0xff, 0xff])
    #expect(try UDPDatagram(bytes.span, pseudoHeader: addresses).header == header)
  }

  @Test("leaves the checksum zero when there is no sum, whatever stood there")
  func unsummed() {
    let bytes = written(UDPHeader(sourcePort: 1, destinationPort: 2), [3], isSummed: false)
    #expect(bytes == [0, 1, 0, 2, 0, 9, 0, 0, 3])
  }

  @Test("writes the length of the longest datagram there can be")
  func longest() {
    let header = UDPHeader(sourcePort: 1, destinationPort: 2)
    let bytes = ExactBytes.written(count: 8) {
      header.write(to: &$0, at: 0, payloadLength: 65527, payload: nil)
    }
    #expect(bytes == [0, 1, 0, 2, 0xff, 0xff, 0, 0])
  }

  @Test("traps on a payload longer than a datagram can be", arguments: [-1, 65528, .max])
  func payloadTooLong(length: Int) async {
    await #expect(processExitsWith: .failure) { [length] in
      let header = UDPHeader(sourcePort: 1, destinationPort: 2)
      ExactBytes.withWindow(count: 8) {
        header.write(to: &$0, at: 0, payloadLength: length, payload: nil)
      }
    }
  }

  @Test("traps on a header where there is no room", arguments: [-1, 1, .max])
  func noRoom(offset: Int) async {
    await #expect(processExitsWith: .failure) { [offset] in
      let header = UDPHeader(sourcePort: 1, destinationPort: 2)
      ExactBytes.withWindow(count: 8) {
        header.write(to: &$0, at: offset, payloadLength: 0, payload: nil)
      }
    }
  }
}
