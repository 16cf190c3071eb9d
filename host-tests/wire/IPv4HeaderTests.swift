import Testing
import Wire
import SeededRandom

@Suite struct IPv4HeaderTests {
  private let plain = IPv4Header(
    protocol: .udp, source: IPv4Address(192, 0, 2, 2), destination: IPv4Address(192, 0, 2, 1))

  @Test("has a type of service of 0 and a time to live of 64 unless told otherwise")
  func defaults() {
    #expect(plain.typeOfService == 0)
    #expect(plain.identification == 0)
    #expect(!plain.dontFragment)
    #expect(!plain.moreFragments)
    #expect(plain.fragmentOffset == 0)
    #expect(plain.timeToLive == 64)
  }

  /// Every golden packet: those without options through the writer for them too.
  @Test(
    "writes the header it read, checksum and all, and nothing beside it",
    arguments: GoldenFrame.all.filter { $0.bytes[12] == 0x08 && $0.bytes[13] == 0x00 })
  func roundTrip(golden: GoldenFrame) throws {
    let bytes = Array(golden.bytes[14...])
    let packet = try IPv4Packet(bytes.span)
    let header = packet.header
    let payloadLength = packet.payload.count
    let expected =
      [0x55, 0x55, 0x55] + bytes.prefix(packet.headerLength) + [0x55, 0x55]
    let options = Array(packet.options)
    let written = ExactBytes.written(count: packet.headerLength + 5, filler: 0x55) {
      header.write(to: &$0, at: 3, options: options.span, payloadLength: payloadLength)
    }
    #expect(written == expected)

    guard options.isEmpty else { return }
    let writtenPlain = ExactBytes.written(count: 25, filler: 0x55) {
      header.write(to: &$0, at: 3, payloadLength: payloadLength)
    }
    #expect(writtenPlain == expected)
  }

  @Test("reads any header it wrote, with any options")
  func random() throws {
    var generator = SplitMix64()
    for _ in 0..<3000 {
      let header = IPv4Header(
        typeOfService: .random(in: 0 ... .max, using: &generator),
        identification: .random(in: 0 ... .max, using: &generator),
        dontFragment: .random(using: &generator), moreFragments: .random(using: &generator),
        fragmentOffset: .random(in: 0...8191, using: &generator) * 8,
        timeToLive: .random(in: 0 ... .max, using: &generator),
        protocol: IPProtocol(rawValue: .random(in: 0 ... .max, using: &generator)),
        source: IPv4Address(rawValue: .random(in: 0 ... .max, using: &generator)),
        destination: IPv4Address(rawValue: .random(in: 0 ... .max, using: &generator)))
      let options = generator.bytes(count: 4 * .random(in: 0...10, using: &generator))
      let payload = generator.bytes(count: .random(in: 0...9, using: &generator))
      var bytes = ExactBytes.written(count: 20 + options.count) {
        header.write(to: &$0, at: 0, options: options.span, payloadLength: payload.count)
      }
      let sumWithChecksum = ~referenceChecksum(bytes)
      bytes += payload
      let packet = try IPv4Packet(bytes.span)
      let same =
        packet.header == header && Array(packet.options) == options
        && Array(packet.payload) == payload && sumWithChecksum == 0xFFFF
      if !same { Issue.record("\(header) \(options)") }
    }
  }

  @Test("writes each flag and the fragment offset where RFC 791 has them")
  func flags() {
    func field(_ change: (inout IPv4Header) -> Void) -> [UInt8] {
      var header = plain
      change(&header)
      let bytes = ExactBytes.written(count: 20) { header.write(to: &$0, at: 0, payloadLength: 0) }
      return Array(bytes[6..<8])
    }
    #expect(field { _ in } == [0x00, 0x00])
    #expect(field { $0.dontFragment = true } == [0x40, 0x00])
    #expect(field { $0.moreFragments = true } == [0x20, 0x00])
    #expect(field { $0.fragmentOffset = 8 } == [0x00, 0x01])
    #expect(field { $0.fragmentOffset = 65528 } == [0x1f, 0xff])
  }

  @Test("leaves the checksum zero for a device that fills it in, whatever stood there")
  func offload() {
    let bytes = ExactBytes.written(count: 20, filler: 0x55) {
      plain.write(to: &$0, at: 0, payloadLength: 8, computingChecksum: false)
    }
    #expect(bytes[10..<12] == [0, 0])
    let options: [UInt8] = [148, 4, 0, 0]
    let withOptions = ExactBytes.written(count: 24, filler: 0x55) {
      plain.write(
        to: &$0, at: 0, options: options.span, payloadLength: 8, computingChecksum: false)
    }
    #expect(withOptions[10..<12] == [0, 0])
    #expect(withOptions[20...] == [148, 4, 0, 0])
  }

  @Test("writes the longest packet there can be")
  func longest() {
    let plainBytes = ExactBytes.written(count: 20) {
      plain.write(to: &$0, at: 0, payloadLength: 65515)
    }
    #expect(plainBytes[2..<4] == [0xff, 0xff])
    let options = [UInt8](repeating: 1, count: 40)
    let withOptions = ExactBytes.written(count: 60) {
      plain.write(to: &$0, at: 0, options: options.span, payloadLength: 65475)
    }
    #expect(withOptions[0] == 0x4f)
    #expect(withOptions[2..<4] == [0xff, 0xff])
  }

  @Test("traps on a payload longer than a packet can be", arguments: [-1, 65516, .max])
  func payloadTooLong(length: Int) async {
    await #expect(processExitsWith: .failure) { [length] in
      let header = IPv4Header(protocol: .udp, source: .unspecified, destination: .broadcast)
      ExactBytes.withWindow(count: 20) { header.write(to: &$0, at: 0, payloadLength: length) }
    }
  }

  @Test("traps on options that no header can hold", arguments: [1, 2, 3, 5, 41, 44])
  func optionsTooLong(count: Int) async {
    await #expect(processExitsWith: .failure) { [count] in
      let header = IPv4Header(protocol: .udp, source: .unspecified, destination: .broadcast)
      let options = [UInt8](repeating: 1, count: count)
      ExactBytes.withWindow(count: 80) {
        header.write(to: &$0, at: 0, options: options.span, payloadLength: 0)
      }
    }
  }

  @Test("traps on a header where there is no room", arguments: [-1, 1, .max])
  func noRoom(offset: Int) async {
    await #expect(processExitsWith: .failure) { [offset] in
      let header = IPv4Header(protocol: .udp, source: .unspecified, destination: .broadcast)
      ExactBytes.withWindow(count: 20) { header.write(to: &$0, at: offset, payloadLength: 0) }
    }
  }
}
