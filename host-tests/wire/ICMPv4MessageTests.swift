import Testing
import Wire
import SeededRandom

@Suite struct ICMPv4MessageTests {
  /// The ICMP message of a frame without IPv4 options.
  private func message(_ golden: GoldenFrame) -> [UInt8] { Array(golden.bytes[34...]) }

  @Test("reads an echo request")
  func echoRequest() throws {
    let bytes = message(.echoRequest)
    let message = try ICMPv4Message(bytes.span)
    #expect(message.type == .echoRequest)
    #expect(message.code == 0)
    #expect(message.checksum == 0xe361)
    #expect(message.restOfHeader == 56 << 16 | 1)
    #expect(Array(message.payload) == Array(bytes[8...]))
    #expect(message.payload.count == 56)
    #expect(Array(message.bytes) == bytes)
    #expect(message.header == ICMPv4Header(type: .echoRequest, restOfHeader: 56 << 16 | 1))
  }

  @Test("reads an echo reply of odd length")
  func oddEchoReply() throws {
    let bytes = message(.oddEchoReply)
    let message = try ICMPv4Message(bytes.span)
    #expect(message.type == .echoReply)
    #expect(message.code == 0)
    #expect(message.checksum == 0xfdfa)
    #expect(message.restOfHeader == 3 << 16 | 1)
    #expect(Array(message.payload) == [0x00, 0x01, 0x02])
  }

  @Test("reads an echo request without data")
  func emptyEchoRequest() throws {
    let message = try ICMPv4Message(message(.emptyEchoRequest).span)
    #expect(message.type == .echoRequest)
    #expect(message.checksum == 0xf7fe)
    #expect(message.restOfHeader == 1)
    #expect(message.payload.count == 0)
  }

  @Test("reads port unreachable and the packet it quotes")
  func portUnreachable() throws {
    let bytes = message(.portUnreachable)
    let message = try ICMPv4Message(bytes.span)
    #expect(message.type == .destinationUnreachable)
    #expect(message.code == UnreachableCode.port)
    #expect(message.checksum == 0x812c)
    #expect(message.restOfHeader == 0)
    let quote = try IPv4Packet(message.payload)
    #expect(quote.identification == 62426)
    #expect(quote.protocol == .udp)
    #expect(quote.source == IPv4Address(192, 0, 2, 1))
    let datagram = try UDPDatagram(
      quote.payload,
      pseudoHeader: UDPPseudoHeader(source: quote.source, destination: quote.destination))
    #expect(datagram.sourcePort == 40000)
    #expect(datagram.destinationPort == 9)
    #expect(datagram.payload.count == 18)
  }

  @Test("reads protocol unreachable and the packet it quotes")
  func protocolUnreachable() throws {
    let bytes = message(.protocolUnreachable)
    let message = try ICMPv4Message(bytes.span)
    #expect(message.type == .destinationUnreachable)
    #expect(message.code == UnreachableCode.protocol)
    #expect(message.checksum == 0x120a)
    let quote = try IPv4Packet(message.payload)
    #expect(quote.protocol == IPProtocol(rawValue: 253))
    #expect(quote.payload.count == 18)
  }

  @Test(
    "rejects fewer bytes than a header has", arguments: 0...7, [true, false])
  func truncated(count: Int, verifyingChecksum: Bool) {
    let bytes = ExactBytes(message(.emptyEchoRequest).prefix(count))
    #expect(throws: ICMPv4Message.Malformation.truncated) {
      _ = try ICMPv4Message(bytes.span, verifyingChecksum: verifyingChecksum)
    }
  }

  @Test(
    "[C2] rejects a message with any bit wrong",
    arguments: [GoldenFrame.echoRequest, .oddEchoReply, .emptyEchoRequest, .portUnreachable])
  func anyBit(golden: GoldenFrame) {
    let bytes = message(golden)
    for bit in 0..<bytes.count * 8 {
      let wrong = bytes.replacing(at: bit / 8, with: bytes[bit / 8] ^ 1 << (bit % 8))
      #expect(throws: ICMPv4Message.Malformation.checksum, "bit \(bit)") {
        _ = try ICMPv4Message(wrong.span)
      }
    }
  }

  @Test("leaves the checksum alone when the device has verified it")
  func verified() throws {
    let bytes = message(.echoRequest).replacing(at: 2, with: 0, 0)
    #expect(throws: ICMPv4Message.Malformation.checksum) { _ = try ICMPv4Message(bytes.span) }
    #expect(try ICMPv4Message(bytes.span, verifyingChecksum: false).checksum == 0)
  }

  @Test(
    "writes the header it read, around the payload, and nothing beside it",
    arguments: [
      GoldenFrame.echoRequest, .echoReply, .emptyEchoRequest, .oddEchoRequest, .oddEchoReply,
      .portUnreachable, .protocolUnreachable,
    ])
  func roundTrip(golden: GoldenFrame) throws {
    let bytes = message(golden)
    let header = try ICMPv4Message(bytes.span).header
    let payload = ExactBytes(bytes[8...])
    let written = ExactBytes.written(count: bytes.count + 5, filler: 0x55) {
      let sum = $0.copyAndSum(payload.span, at: 11)
      header.write(
        to: &$0, at: 3, payload: InternetChecksum(nativeSum: sum, byteCount: payload.span.count))
    }
    #expect(written == [0x55, 0x55, 0x55] + bytes + [0x55, 0x55])
  }

  @Test("reads any message it wrote")
  func random() throws {
    var generator = SplitMix64()
    for _ in 0..<3000 {
      let header = ICMPv4Header(
        type: ICMPv4Type(rawValue: .random(in: 0 ... .max, using: &generator)),
        code: .random(in: 0 ... .max, using: &generator),
        restOfHeader: .random(in: 0 ... .max, using: &generator))
      let payload = generator.bytes(count: .random(in: 0...33, using: &generator))
      let written = ExactBytes.written(count: 8 + payload.count) {
        let sum = $0.copyAndSum(payload.span, at: 8)
        header.write(
          to: &$0, at: 0, payload: InternetChecksum(nativeSum: sum, byteCount: payload.count))
      }
      let message = try ICMPv4Message(written.span)
      let same = message.header == header && Array(message.payload) == payload
      if !same || ~referenceChecksum(written) != 0xFFFF { Issue.record("\(header) \(payload)") }
    }
  }

  @Test("leaves the checksum zero for a device that fills it in, whatever stood there")
  func offload() {
    let written = ExactBytes.written(count: 8, filler: 0x55) {
      ICMPv4Header(type: .echoReply).write(to: &$0, at: 0, payload: nil)
    }
    #expect(written == [0, 0, 0, 0, 0, 0, 0, 0])
  }

  @Test("writes all ones as the checksum of a message of zeros")
  func zeros() throws {
    let written = ExactBytes.written(count: 8) {
      ICMPv4Header(type: .echoReply).write(to: &$0, at: 0, payload: InternetChecksum())
    }
    #expect(written == [0, 0, 0xff, 0xff, 0, 0, 0, 0])
    _ = try ICMPv4Message(written.span)
  }

  @Test("traps on a header where there is no room", arguments: [-1, 1, .max])
  func noRoom(offset: Int) async {
    await #expect(processExitsWith: .failure) { [offset] in
      ExactBytes.withWindow(count: 8) {
        ICMPv4Header(type: .echoReply).write(to: &$0, at: offset, payload: nil)
      }
    }
  }
}

@Suite struct ICMPv4TypeTests {
  @Test("has the numbers of RFC 792 and RFC 950")
  func numbers() {
    let types: [ICMPv4Type] = [
      .echoReply, .destinationUnreachable, .sourceQuench, .redirect, .echoRequest, .timeExceeded,
      .parameterProblem, .timestampRequest, .timestampReply, .addressMaskRequest, .addressMaskReply,
    ]
    #expect(types.map(\.rawValue) == [0, 3, 4, 5, 8, 11, 12, 13, 14, 17, 18])
  }

  @Test("[C4] takes the five errors of RFC 1122, and nothing else, for errors")
  func errors() {
    let errors = (UInt8.min ... .max).filter { ICMPv4Type(rawValue: $0).isError }
    #expect(errors == [3, 4, 5, 11, 12])
  }

  @Test("has the codes of RFC 792 for unreachable destinations")
  func codes() {
    let codes = [
      UnreachableCode.network, UnreachableCode.host, UnreachableCode.protocol, UnreachableCode.port,
      UnreachableCode.fragmentationNeeded, UnreachableCode.sourceRouteFailed,
    ]
    #expect(codes == [0, 1, 2, 3, 4, 5])
  }
}
