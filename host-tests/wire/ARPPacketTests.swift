import Testing
import Wire

private let peerHardware = MACAddress(0x02, 0, 0, 0, 0, 0x01)
private let boardHardware = MACAddress(0x02, 0, 0, 0, 0, 0x02)
private let peer = IPv4Address(192, 0, 2, 1)
private let board = IPv4Address(192, 0, 2, 2)

@Suite struct ARPPacketTests {
  private func payload(_ golden: GoldenFrame) -> [UInt8] { Array(golden.bytes[14...]) }

  @Test("reads a request")
  func request() throws {
    let packet = try ARPPacket(payload(.arpRequest).span)
    #expect(packet.operation == .request)
    #expect(packet.operation.rawValue == 1)
    #expect(packet.senderHardware == peerHardware)
    #expect(packet.senderProtocol == peer)
    #expect(packet.targetHardware == .zero)
    #expect(packet.targetProtocol == board)
  }

  @Test("reads a reply")
  func reply() throws {
    let packet = try ARPPacket(payload(.arpReply).span)
    #expect(packet.operation == .reply)
    #expect(packet.operation.rawValue == 2)
    #expect(packet.senderHardware == boardHardware)
    #expect(packet.senderProtocol == board)
    #expect(packet.targetHardware == peerHardware)
    #expect(packet.targetProtocol == peer)
  }

  @Test("reads a probe, whose sender has no address yet")
  func probe() throws {
    let packet = try ARPPacket(payload(.arpProbe).span)
    #expect(packet.operation == .request)
    #expect(packet.senderHardware == peerHardware)
    #expect(packet.senderProtocol == .unspecified)
    #expect(packet.targetHardware == .broadcast)
    #expect(packet.targetProtocol == board)
  }

  @Test("[E1] ignores the padding of a frame")
  func padding() throws {
    let bytes = payload(.arpReply)
    let padded = bytes + Array(repeating: 0xEE, count: 18)
    #expect(try ARPPacket(padded.span) == ARPPacket(bytes.span))
  }

  @Test("rejects a packet cut short", arguments: 0...27)
  func truncated(count: Int) {
    let bytes = ExactBytes(payload(.arpReply).prefix(count))
    #expect(throws: ARPPacket.Malformation.truncated) { _ = try ARPPacket(bytes.span) }
  }

  /// Offset and the byte in place of the right one.
  @Test(
    "[A1] rejects other hardware, other protocols and addresses of other lengths",
    arguments: [
      (0, 0x01), (1, 0x00), (1, 0x06), (2, 0x86), (3, 0x06), (3, 0xdd),
      (4, 0), (4, 4), (4, 5), (4, 7), (4, 255), (5, 0), (5, 3), (5, 5), (5, 6), (5, 16), (5, 255),
    ] as [(Int, UInt8)])
  func unsupported(offset: Int, byte: UInt8) {
    let bytes = payload(.arpReply).replacing(at: offset, with: byte)
    #expect(throws: ARPPacket.Malformation.unsupported) { _ = try ARPPacket(bytes.span) }
  }

  @Test(
    "leaves operations it does not know to the reader", arguments: [0, 3, 4, 65535] as [UInt16])
  func operations(number: UInt16) throws {
    let bytes = payload(.arpReply)
      .replacing(at: 6, with: UInt8(number >> 8), UInt8(number & 0xFF))
    let packet = try ARPPacket(bytes.span)
    #expect(packet.operation.rawValue == number)
    #expect(packet.operation != .request)
    #expect(packet.operation != .reply)
  }

  @Test(
    "writes the packet it read, and nothing beside it",
    arguments: [GoldenFrame.arpRequest, .arpReply, .arpProbe])
  func roundTrip(golden: GoldenFrame) throws {
    let packet = try ARPPacket(payload(golden).span)
    let written = ExactBytes.written(count: 33, filler: 0x55) { packet.write(to: &$0, at: 3) }
    #expect(written == [0x55, 0x55, 0x55] + payload(golden) + [0x55, 0x55])
  }

  @Test("reads the packet it wrote")
  func writeAndRead() throws {
    let packet = ARPPacket(
      operation: ARPPacket.Operation(rawValue: 0x0102),
      senderHardware: MACAddress(3, 4, 5, 6, 7, 8), senderProtocol: IPv4Address(9, 10, 11, 12),
      targetHardware: MACAddress(13, 14, 15, 16, 17, 18),
      targetProtocol: IPv4Address(19, 20, 21, 22))
    let written = ExactBytes.written(count: 28) { packet.write(to: &$0, at: 0) }
    #expect(
      written[6...] == [
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22,
      ])
    #expect(try ARPPacket(written.span) == packet)
  }

  @Test("traps on a packet where there is no room", arguments: [-1, 1, .max])
  func noRoom(offset: Int) async {
    await #expect(processExitsWith: .failure) { [offset] in
      let packet = ARPPacket(
        operation: .request, senderHardware: .zero, senderProtocol: .unspecified,
        targetHardware: .zero, targetProtocol: .unspecified)
      ExactBytes.withWindow(count: 28) { packet.write(to: &$0, at: offset) }
    }
  }
}
