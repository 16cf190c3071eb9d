import Testing

@testable import NetStack

/// Where datagrams are cut (RFC 791 §3.2).
@Suite struct FragmentSequenceTests {
  private func fragments(
    of payloadLength: Int, headerLength: Int = 20, unit: Int
  ) throws -> [FragmentSequence.Fragment] {
    var sequence = try #require(
      FragmentSequence(
        payloadLength: payloadLength, headerLength: headerLength, maximumTransmissionUnit: unit))
    var fragments: [FragmentSequence.Fragment] = []
    while let fragment = sequence.next(), fragments.count < 10_000 { fragments.append(fragment) }
    #expect(sequence.next() == nil)
    #expect(sequence.isDone)
    return fragments
  }

  @Test("cuts where Linux cuts")
  func linux() throws {
    for packets in [RecordedFragments.echoRequest, RecordedFragments.echoReply] {
      let cut = packets.map { packet in
        FragmentSequence.Fragment(
          offset: Int(number(packet, at: 6) & 0x1FFF) * 8, length: packet.count - 20,
          moreFragments: number(packet, at: 6) & 0x2000 != 0)
      }
      #expect(try fragments(of: 108, unit: 68) == cut)
    }
  }

  @Test("cuts nothing that fits, to the byte")
  func fits() throws {
    for length in [0, 1, 8, 1479, 1480] {
      let whole = FragmentSequence.Fragment(offset: 0, length: length, moreFragments: false)
      #expect(try fragments(of: length, unit: 1500) == [whole])
    }
    #expect(
      try fragments(of: 1481, unit: 1500) == [
        .init(offset: 0, length: 1480, moreFragments: true),
        .init(offset: 1480, length: 1, moreFragments: false),
      ])
  }

  @Test("cuts at multiples of 8 though the last fragment may fill the link")
  func lastFillsLink() throws {
    // 1501 leaves 1481 bytes, of which 1480 can be used but at the end.
    #expect(
      try fragments(of: 1480 + 1481, unit: 1501) == [
        .init(offset: 0, length: 1480, moreFragments: true),
        .init(offset: 1480, length: 1481, moreFragments: false),
      ])
  }

  @Test("cuts any datagram into parts that add up, each as long as can be")
  func addUp() throws {
    for unit in [68, 69, 75, 76, 576, 1280, 1499, 1500, 9000, 65535] {
      for headerLength in [20, 24, 60] {
        for length in [0, 1, 7, 8, 9, 551, 1480, 1481, 2960, 8128, 65475] {
          let parts = try fragments(of: length, headerLength: headerLength, unit: unit)
          var position = 0
          for part in parts {
            #expect(part.offset == position && part.offset % 8 == 0)
            #expect(part.length + headerLength <= unit)
            position += part.length
          }
          for part in parts.dropLast() {
            #expect(part.moreFragments && part.length % 8 == 0)
            #expect(part.length + headerLength + 8 > unit)
          }
          #expect(parts.last?.moreFragments == false)
          #expect(position == length)
        }
      }
    }
  }

  @Test("refuses a link without room for 8 bytes, and a datagram that can't be said")
  func refuses() {
    func isPossible(_ length: Int, header: Int = 20, unit: Int) -> Bool {
      FragmentSequence(
        payloadLength: length, headerLength: header, maximumTransmissionUnit: unit) != nil
    }
    #expect(isPossible(100, unit: 28))
    for unit in [27, 20, 0, -1, .min] { #expect(!isPossible(100, unit: unit)) }
    #expect(isPossible(100, header: 60, unit: 68))
    #expect(!isPossible(100, header: 60, unit: 67))
    #expect(isPossible(65515, unit: 1500))
    #expect(!isPossible(65516, unit: 1500))
    #expect(!isPossible(65515, header: 24, unit: 1500))
    #expect(!isPossible(-1, unit: 1500))
    #expect(!isPossible(100, header: 19, unit: 1500))
    #expect(!isPossible(100, header: 64, unit: 1500))
    #expect(isPossible(100, unit: .max))
  }
}
