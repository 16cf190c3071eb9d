import Testing
import Wire

@Suite struct EthernetFrameTests {
  @Test("reads every field of a frame")
  func fields() throws {
    let bytes = GoldenFrame.arpReply.bytes
    let frame = try EthernetFrame(bytes.span)
    #expect(frame.destination == MACAddress(0x02, 0, 0, 0, 0, 0x01))
    #expect(frame.source == MACAddress(0x02, 0, 0, 0, 0, 0x02))
    #expect(frame.type == .arp)
    #expect(Array(frame.payload) == Array(bytes[14...]))
    #expect(
      frame.header
        == EthernetHeader(
          destination: MACAddress(0x02, 0, 0, 0, 0, 0x01),
          source: MACAddress(0x02, 0, 0, 0, 0, 0x02), type: .arp))
  }

  @Test("tells what frames carry", arguments: [0x0800, 0x0806, 0x8100, 0x86DD, 0x88B5] as [UInt16])
  func types(number: UInt16) throws {
    // IEEE 802 numbers registry; 0x88B5 is for experiments, and no type of ours.
    let known: [UInt16: EtherType] = [0x0800: .ipv4, 0x0806: .arp, 0x8100: .vlan, 0x86DD: .ipv6]
    let bytes = GoldenFrame.arpReply.bytes
      .replacing(at: 12, with: UInt8(number >> 8), UInt8(number & 0xFF))
    let type = try EthernetFrame(bytes.span).type
    #expect(type == known[number] ?? EtherType(rawValue: number))
    #expect(known.values.contains(type) == (known[number] != nil))
  }

  @Test("shows the length of an IEEE 802.3 frame as a type below 0x0600")
  func ieee8023() throws {
    let bytes = GoldenFrame.arpReply.bytes.replacing(at: 12, with: 0x00, 0x1c)
    #expect(try EthernetFrame(bytes.span).type.rawValue == 28)
  }

  @Test("rejects a frame shorter than its header", arguments: 0...13)
  func truncated(count: Int) {
    let bytes = ExactBytes(GoldenFrame.arpReply.bytes.prefix(count))
    #expect(throws: EthernetFrame.Malformation.truncated) { _ = try EthernetFrame(bytes.span) }
  }

  @Test("reads a header with nothing behind it")
  func headerAlone() throws {
    let bytes = ExactBytes(GoldenFrame.arpReply.bytes.prefix(14))
    let frame = try EthernetFrame(bytes.span)
    #expect(frame.payload.count == 0)
    #expect(frame.type == .arp)
  }

  @Test("writes the header it read, and nothing behind it", arguments: GoldenFrame.all)
  func roundTrip(golden: GoldenFrame) throws {
    let header = try EthernetFrame(golden.bytes.span).header
    let written = ExactBytes.written(count: 20, filler: 0x55) { header.write(to: &$0) }
    #expect(written == golden.bytes.prefix(14) + Array(repeating: 0x55, count: 6))
  }

  @Test("reads the header it wrote")
  func writeAndRead() throws {
    let header = EthernetHeader(
      destination: MACAddress(1, 2, 3, 4, 5, 6), source: MACAddress(7, 8, 9, 10, 11, 12),
      type: EtherType(rawValue: 0x1314))
    let written = ExactBytes.written(count: 14) { header.write(to: &$0) }
    #expect(written == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0x13, 0x14])
    #expect(try EthernetFrame(written.span).header == header)
  }

  @Test("traps on a header where there is no room")
  func noRoom() async {
    await #expect(processExitsWith: .failure) {
      let header = EthernetHeader(destination: .broadcast, source: .zero, type: .arp)
      ExactBytes.withWindow(count: 13) { header.write(to: &$0) }
    }
  }
}
