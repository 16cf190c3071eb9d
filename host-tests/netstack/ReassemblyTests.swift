import Testing

@testable import NetStack
@testable import Wire

/// Fragments become datagrams (RFC 791 §3.2; RFC 815; RFC 1122 §3.3.2).
@Suite struct ReassemblyTests {
  private let payload = pattern(100)

  /// `payload` in fragments of 48, 48 and 4 bytes.
  private func fragments(identification: UInt16 = 1, from station: Station = .peer) -> [[UInt8]] {
    [(0, 48), (48, 96), (96, 100)].map { start, end in
      fragment(
        Array(payload[start..<end]), at: start, more: end < 100, identification: identification,
        from: station)
    }
  }

  @Test("[I15] puts fragments together in whatever order they come")
  func anyOrder() throws {
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
    for order in orders {
      let subject = Reassembly<1, 256>()
      let parts = order.map { fragments()[$0] }
      #expect(try subject.add(parts[0]) == .held)
      #expect(try subject.add(parts[1]) == .held)
      #expect(try subject.complete(parts[2]) == datagram(payload), "\(order)")
      #expect(subject.counters.completed == 1)
    }
  }

  @Test("[I15] reads what Linux sent")
  func linux() throws {
    for (parts, type) in [
      (RecordedFragments.echoRequest, UInt8(8)), (RecordedFragments.echoReply, 0),
    ] {
      let subject = Reassembly<2, 8192>()
      #expect(try subject.add(parts[1]) == .held)
      #expect(try subject.add(parts[2]) == .held)
      let whole = try #require(try subject.complete(parts[0]))
      let packet = try IPv4Packet(whole.span)
      #expect([UInt8](copying: packet.payload) == parts.flatMap { $0.dropFirst(20) })
      // Its checksum covers all of it.
      _ = try ICMPv4Message(packet.payload)
      #expect(whole.count == 128 && whole[20] == type)
      #expect(whole[4..<8] == parts[0][4..<6] + [0, 0])
    }
  }

  @Test("[I15] keeps the type of service, the time to live and the options of fragment zero")
  func header() throws {
    let subject = Reassembly<1, 256>()
    var first = IPv4Bytes(protocol: 17, pattern(16))
    first.typeOfService = 0xB8
    first.timeToLive = 7
    first.identification = 1
    // Don't fragment and more fragments: Linux sends both to probe a path.
    first.fragment = 0x6000
    first.options = [7, 7, 4, 0, 0, 0, 0, 0]
    #expect(try subject.add(fragment(pattern(4, from: 9), at: 16, more: false)) == .held)
    let whole = try subject.complete(first.packet)
    var expected = first
    expected.fragment = 0
    expected.payload = pattern(16) + pattern(4, from: 9)
    #expect(whole == expected.packet)
  }

  @Test("[I15] takes a header of any length", arguments: Array(stride(from: 0, through: 40, by: 4)))
  func options(length: Int) throws {
    let subject = Reassembly<1, 128>()
    let options = [UInt8](repeating: 1, count: length)
    #expect(try subject.add(fragment(pattern(8), options: options)) == .held)
    let whole = try subject.complete(fragment(pattern(8, from: 77), at: 8, more: false))
    #expect(whole == datagram(pattern(8) + pattern(8, from: 77), options: options))
  }

  @Test("[I15] tells datagrams apart by source, destination, protocol and identification")
  func key() throws {
    let subject = Reassembly<5, 128>()
    let first = fragment(pattern(8))
    #expect(try subject.add(first) == .held)
    var other = IPv4Bytes(protocol: 17, pattern(8))
    other.identification = 1
    other.fragment = 1
    var packets: [IPv4Bytes] = Array(repeating: other, count: 4)
    packets[0].source = [192, 0, 2, 9]
    packets[1].destination = [192, 0, 2, 255]
    packets[2].protocol = 1
    packets[3].identification = 2
    for packet in packets { #expect(try subject.add(packet.packet) == .held) }
    #expect(try subject.complete(other.packet) == datagram(pattern(8) + pattern(8)))
  }

  @Test("[I15] keeps apart what several senders send at once")
  func interleaved() throws {
    let subject = Reassembly<4, 256>()
    let stations = (1...4).map { Station.neighbor($0) }
    for part in 0..<2 {
      for station in stations {
        #expect(try subject.add(fragments(from: station)[part]) == .held)
      }
    }
    for station in stations.reversed() {
      let whole = try subject.complete(fragments(from: station)[2])
      #expect(whole == datagram(payload, from: station))
    }
  }

  @Test("[I15] ignores duplicates")
  func duplicates() throws {
    let subject = Reassembly<1, 256>()
    let parts = fragments()
    for part in [parts[2], parts[0]] {
      #expect(try subject.add(part) == .held)
      #expect(try subject.add(part) == .duplicate)
      #expect(try subject.add(part) == .duplicate)
    }
    #expect(try subject.complete(parts[1]) == datagram(payload))
  }

  @Test("[I15] ignores a part of what is held, cut elsewhere")
  func cutElsewhere() throws {
    let subject = Reassembly<1, 256>()
    #expect(try subject.add(fragments()[0]) == .held)
    #expect(try subject.add(fragment(Array(payload[8..<24]), at: 8)) == .duplicate)
    #expect(try subject.add(fragments()[1]) == .held)
    #expect(try subject.add(fragment(Array(payload[40..<64]), at: 40)) == .duplicate)
    #expect(try subject.complete(fragments()[2]) == datagram(payload))
  }

  @Test("takes the same identification again once its datagram is whole")
  func again() throws {
    let subject = Reassembly<1, 256>()
    for _ in 0..<3 {
      #expect(try subject.add(fragments()[0]) == .held)
      #expect(try subject.add(fragments()[1]) == .held)
      #expect(try subject.complete(fragments()[2]) == datagram(payload))
    }
  }

  @Test("lends a datagram until the next fragment begins another, and no more")
  func lending() throws {
    let subject = Reassembly<1, 256>()
    for part in fragments().dropLast() { _ = try subject.add(part) }
    #expect(subject.bytes(at: 0) == [])
    #expect(try subject.add(fragments()[2]) == .complete(index: 0))
    #expect(subject.bytes(at: 0) == datagram(payload))
    #expect(subject.bytes(at: 0) == datagram(payload))
    #expect(subject.bytes(at: 1) == [])
    #expect(subject.bytes(at: -1) == [])
    #expect(try subject.add(fragments(identification: 2)[0]) == .held)
    #expect(subject.bytes(at: 0) == [])
  }

  @Test("[I12] reassembles 576 bytes and more, up to the configured length to the byte")
  func longest() throws {
    // 64 of the buffer's bytes are the header's room.
    #expect(Reassembler<1, 8192>.payloadCapacity == 8128)
    #expect(Reassembler<1, 8199>.payloadCapacity == 8128)
    let payload = pattern(8128)
    let subject = Reassembly<1, 8192>()
    for start in stride(from: 0, to: 7400, by: 1480) {
      #expect(try subject.add(fragment(Array(payload[start..<start + 1480]), at: start)) == .held)
    }
    let whole = try subject.complete(fragment(Array(payload[7400...]), at: 7400, more: false))
    #expect(whole == datagram(payload))

    let small = Reassembly<1, 640>()
    #expect(try small.add(fragment(pattern(552))) == .held)
    let least = try small.complete(fragment(pattern(4), at: 552, more: false))
    #expect(least?.count == 576)
  }

  @Test("[I12] reassembles IPv4's longest datagram where it is configured")
  func longestOfAll() throws {
    #expect(Reassembler<1, 70000>.payloadCapacity == 65515)
    let payload = pattern(65515)
    let subject = Reassembly<1, 65600>()
    #expect(try subject.add(fragment(Array(payload[32768...]), at: 32768, more: false)) == .held)
    let whole = try subject.complete(fragment(Array(payload[..<32768])))
    #expect(whole == datagram(payload))
  }

  @Test("holds every other unit of 8 bytes, then the rest")
  func manyHoles() throws {
    let subject = Reassembly<1, 8192>()
    let payload = pattern(8128)
    func part(_ unit: Int) -> [UInt8] {
      fragment(Array(payload[unit * 8..<unit * 8 + 8]), at: unit * 8, more: unit < 1015)
    }
    for unit in stride(from: 1, to: 1016, by: 2) { #expect(try subject.add(part(unit)) == .held) }
    for unit in stride(from: 1014, to: 0, by: -2) { #expect(try subject.add(part(unit)) == .held) }
    #expect(try subject.complete(part(0)) == datagram(payload))
  }

  @Test("drops every fragment when it has no places")
  func capacityZero() throws {
    let subject = Reassembly<0, 8192>()
    for part in fragments() { #expect(try subject.add(part) == .dropped(.full)) }
    #expect(subject.reassembler.nextDeadline() == nil)
    #expect(subject.expire(atSecond: 100) == nil)
    #expect(subject.bytes(at: 0) == [])
    #expect(MemoryLayout<Reassembler<0, 8192>>.size == 0)
  }

  @Test("drops every fragment as too long when its places have no bytes")
  func noBytes() throws {
    let none = Reassembly<2, 0>()
    let header = Reassembly<2, 71>()
    for part in fragments() {
      #expect(try none.add(part) == .dropped(.tooLong))
      #expect(try header.add(part) == .dropped(.tooLong))
    }
  }
}
