import SeededRandom
import Testing

@testable import NetStack

/// Which sockets take a whole packet.
@Suite struct RawSocketTests {
  /// All sockets that take a packet, in order.
  private func members<let capacity: Int>(
    of packet: [UInt8], _ table: inout RawSocketTable<capacity>
  ) throws -> [Int] {
    let view = try IPv4Packet(packet.span)
    var members: [Int] = []
    var start = 0
    while let socket = table.member(for: view, start: start) {
      members.append(socket.index)
      start = socket.index + 1
    }
    return members
  }

  /// An error about a packet that the board sent.
  private func error(
    _ type: UInt8, code: UInt8 = 1, quoting quote: [UInt8],
    to destination: [UInt8] = Station.board.address
  ) -> [UInt8] {
    var packet = IPv4Bytes(
      protocol: 1, from: .gateway, icmp(type: type, code: code, quote))
    packet.destination = destination
    return packet.packet
  }

  /// An echo request of the board, as it was sent.
  private func sentEcho(
    identifier: UInt16, type: UInt8 = 8, options: [UInt8] = [], fragment: UInt16 = 0,
    protocol number: UInt8 = 1
  ) -> [UInt8] {
    var packet = IPv4Bytes(
      protocol: number, from: .board,
      icmp(type: type, rest: octets(identifier) + [0, 1], pattern(4)))
    packet.destination = Station.peer.address
    packet.options = options
    packet.fragment = fragment
    return packet.packet
  }

  private func echoReply(identifier: UInt16) -> [UInt8] {
    IPv4Bytes(protocol: 1, icmp(type: 0, rest: octets(identifier) + [0, 1], pattern(9))).packet
  }

  @Test("a raw socket takes every packet of its protocol and no other", arguments: 0...255)
  func rawProtocol(number: Int) throws {
    var table = RawSocketTable<1>()
    let id = try table.bind(raw: IPProtocol(rawValue: 253))
    #expect(table.protocol(of: id) == IPProtocol(rawValue: 253))
    #expect(table.identifier(of: id) == nil)
    let packet = IPv4Bytes(protocol: UInt8(number), pattern(30)).packet
    #expect(try members(of: packet, &table) == (number == 253 ? [0] : []))
    #expect(table.takes(IPProtocol(rawValue: UInt8(number))) == (number == 253))
  }

  @Test("protocol 0 can have a raw socket, and a free place takes none of its packets")
  func protocolZero() throws {
    var table = RawSocketTable<2>()
    let packet = IPv4Bytes(protocol: 0, pattern(8)).packet
    #expect(try members(of: packet, &table) == [])
    #expect(table.takes(IPProtocol(rawValue: 0)) == false)
    let id = try table.bind(raw: IPProtocol(rawValue: 0))
    #expect(try members(of: packet, &table) == [id.index])
    #expect(table.takes(IPProtocol(rawValue: 0)) == true)
  }

  @Test("all raw sockets of a protocol take its packets, in order and from the start that is given")
  func sharedProtocol() throws {
    var table = RawSocketTable<4>()
    let igmp = IPv4Bytes(protocol: 2, pattern(8)).packet
    _ = try table.bind(raw: .igmp)
    _ = try table.bind(raw: .tcp)
    _ = try table.bind(raw: .igmp)
    #expect(try members(of: igmp, &table) == [0, 2])
    let view = try IPv4Packet(igmp.span)
    #expect(table.member(for: view, start: 1)?.index == 2)
    #expect(table.member(for: view, start: 3) == nil)
    #expect(table.member(for: view, start: .max) == nil)
  }

  @Test("a raw socket for ICMP takes each message, even one that is too short")
  func rawICMP() throws {
    var table = RawSocketTable<2>()
    _ = try table.bind(raw: .icmp)
    for type in 0...255 {
      let packet = IPv4Bytes(protocol: 1, icmp(type: UInt8(type))).packet
      #expect(try members(of: packet, &table) == [0])
    }
    #expect(try members(of: IPv4Bytes(protocol: 1, []).packet, &table) == [0])
  }

  @Test("UDP has no raw sockets")
  func userDatagrams() {
    var table = RawSocketTable<1>()
    #expect(throws: RawSocketError.protocolUnsupported) { try table.bind(raw: .udp) }
    #expect(table.takes(.udp) == false)
  }

  @Test("an echo socket takes the replies that bear its identifier, and no requests")
  func echoReplies() throws {
    var table = RawSocketTable<2>()
    var random = RandomSource(seed: 1)
    let id = try table.bind(echo: 0x1234, random: &random)
    _ = try table.bind(echo: 0x1235, random: &random)
    #expect(table.identifier(of: id) == 0x1234)
    #expect(table.protocol(of: id) == .icmp)
    #expect(table.takes(.icmp) == false)
    #expect(try members(of: echoReply(identifier: 0x1234), &table) == [0])
    #expect(try members(of: echoReply(identifier: 0x1235), &table) == [1])
    #expect(try members(of: echoReply(identifier: 0x3412), &table) == [])
    #expect(try members(of: echoRequest(identifier: 0x1234).packet, &table) == [])
  }

  @Test("an echo socket takes nothing of another type or protocol", arguments: 1...255)
  func otherTypes(type: Int) throws {
    var table = RawSocketTable<1>()
    var random = RandomSource(seed: 1)
    _ = try table.bind(echo: 7, random: &random)
    let message = icmp(type: UInt8(type), rest: [0, 7, 0, 1], pattern(28))
    #expect(try members(of: IPv4Bytes(protocol: 1, message).packet, &table) == [])
    let reply = icmp(type: 0, rest: [0, 7, 0, 1])
    let packet = IPv4Bytes(protocol: UInt8(type), reply).packet
    #expect(try members(of: packet, &table) == (type == 1 ? [0] : []))
  }

  @Test("an echo reply that is cut off goes to no echo socket", arguments: 0..<8)
  func truncatedReply(length: Int) throws {
    var table = RawSocketTable<1>()
    var random = RandomSource(seed: 1)
    _ = try table.bind(echo: 0x0007, random: &random)
    let message = Array(icmp(type: 0, rest: [0, 7, 0, 1]).prefix(length))
    #expect(try members(of: IPv4Bytes(protocol: 1, message).packet, &table) == [])
  }

  @Test(
    "an echo socket takes the errors that quote its request", arguments: [3, 11, 12] as [UInt8])
  func errors(type: UInt8) throws {
    var table = RawSocketTable<2>()
    var random = RandomSource(seed: 1)
    _ = try table.bind(echo: 0x1234, random: &random)
    let quote = sentEcho(identifier: 0x1234)
    #expect(try members(of: error(type, quoting: quote), &table) == [0])
    let withOptions = sentEcho(identifier: 0x1234, options: routerAlert)
    #expect(try members(of: error(type, quoting: withOptions), &table) == [0])
    #expect(try members(of: error(type, quoting: Array(quote.prefix(28))), &table) == [0])
    #expect(try members(of: error(type, quoting: sentEcho(identifier: 1)), &table) == [])
  }

  @Test("source quench and redirects go to no echo socket", arguments: [4, 5] as [UInt8])
  func hints(type: UInt8) throws {
    var table = RawSocketTable<1>()
    var random = RandomSource(seed: 1)
    _ = try table.bind(echo: 7, random: &random)
    #expect(try members(of: error(type, quoting: sentEcho(identifier: 7)), &table) == [])
  }

  @Test("an error whose quote is cut off goes to no echo socket", arguments: 0..<28)
  func truncatedQuote(length: Int) throws {
    var table = RawSocketTable<1>()
    var random = RandomSource(seed: 1)
    _ = try table.bind(echo: 7, random: &random)
    let quote = Array(sentEcho(identifier: 7).prefix(length))
    #expect(try members(of: error(3, quoting: quote), &table) == [])
  }

  @Test(
    "an error about anything but an echo request that its destination sent goes to no echo socket")
  func foreignQuotes() throws {
    var table = RawSocketTable<1>()
    var random = RandomSource(seed: 1)
    _ = try table.bind(echo: 7, random: &random)
    let quotes = [
      sentEcho(identifier: 7, type: 0), sentEcho(identifier: 7, type: 13),
      sentEcho(identifier: 7, fragment: 0x2001), sentEcho(identifier: 7, protocol: 17),
      [0x65] + sentEcho(identifier: 7).dropFirst(), [0x44] + sentEcho(identifier: 7).dropFirst(),
      [0x4F] + sentEcho(identifier: 7).dropFirst(),
    ]
    for quote in quotes { #expect(try members(of: error(3, quoting: quote), &table) == []) }
    let quote = sentEcho(identifier: 7)
    #expect(try members(of: error(3, quoting: quote, to: [192, 0, 2, 3]), &table) == [])
    #expect(try members(of: error(3, quoting: quote, to: [255, 255, 255, 255]), &table) == [])
    // The first fragment of a long request has what tells it.
    let first = sentEcho(identifier: 7, fragment: 0x2000)
    #expect(try members(of: error(3, quoting: first), &table) == [0])
  }

  @Test("an identifier has one echo socket until that is closed")
  func identifierInUse() throws {
    var table = RawSocketTable<2>()
    var random = RandomSource(seed: 1)
    let first = try table.bind(echo: 9, random: &random)
    #expect(throws: RawSocketError.identifierInUse) { try table.bind(echo: 9, random: &random) }
    table.close(first)
    #expect(try members(of: echoReply(identifier: 9), &table) == [])
    let again = try table.bind(echo: 9, random: &random)
    #expect(try members(of: echoReply(identifier: 9), &table) == [again.index])
  }

  @Test("a full table refuses one more socket, and takes it in the place of one that is closed")
  func full() throws {
    var table = RawSocketTable<2>()
    var random = RandomSource(seed: 1)
    let first = try table.bind(raw: .tcp)
    let second = try table.bind(echo: 1, random: &random)
    #expect(throws: RawSocketError.tooManySockets) { try table.bind(raw: .igmp) }
    #expect(throws: RawSocketError.tooManySockets) { try table.bind(echo: 2, random: &random) }
    table.close(first)
    let third = try table.bind(raw: .igmp)
    #expect(third != second)
    #expect(try members(of: IPv4Bytes(protocol: 6, pattern(20)).packet, &table) == [])
    #expect(try members(of: IPv4Bytes(protocol: 2, pattern(20)).packet, &table) == [third.index])
  }

  @Test("random identifiers are distinct, not 0, and follow from the seed")
  func randomIdentifiers() throws {
    func identifiers(_ seed: UInt64) throws -> [UInt16] {
      var table = RawSocketTable<64>()
      var random = RandomSource(seed: seed)
      return try (0..<64).map { _ in
        let id = try table.bind(echo: 0, random: &random)
        return table.identifier(of: id) ?? 0
      }
    }
    let first = try identifiers(1)
    #expect(Set(first).count == 64)
    #expect(!first.contains(0))
    #expect(try identifiers(1) == first)
    #expect(try identifiers(2) != first)
  }

  @Test("a random identifier steps over those that are taken")
  func randomCollision() throws {
    var probe = RawSocketTable<1>()
    var random = RandomSource(seed: 5)
    let id = try probe.bind(echo: 0, random: &random)
    let identifier = probe.identifier(of: id)
    let chosen = try #require(identifier)
    var table = RawSocketTable<2>()
    var same = RandomSource(seed: 5)
    _ = try table.bind(echo: chosen, random: &same)
    let other = try table.bind(echo: 0, random: &same)
    #expect(table.identifier(of: other) == (chosen == 65535 ? 1 : chosen + 1))
  }

  @Test("a table without capacity refuses all sockets and takes no packets")
  func noCapacity() throws {
    var table = RawSocketTable<0>()
    var random = RandomSource(seed: 1)
    #expect(throws: RawSocketError.tooManySockets) { try table.bind(raw: .icmp) }
    #expect(throws: RawSocketError.tooManySockets) { try table.bind(echo: 0, random: &random) }
    #expect(try members(of: echoReply(identifier: 0), &table) == [])
    #expect(table.takes(.icmp) == false)
  }

  @Test("survives packets of any content")
  func anything() throws {
    var random = SplitMix64()
    var source = RandomSource(seed: 1)
    var table = RawSocketTable<4>()
    _ = try table.bind(raw: .icmp)
    for identifier in [0x0101, 0x0102, 0x0201] as [UInt16] {
      _ = try table.bind(echo: identifier, random: &source)
    }
    var echoes = 0
    for _ in 0..<20_000 {
      var message = random.bytes(.random(in: 0...60, using: &random))
      // Mostly what gets far.
      if Int.random(in: 0..<8, using: &random) > 0, message.count >= 8 {
        message[0] = [0, 3, 8, 11, 12].randomElement(using: &random) ?? 0
        message.replaceSubrange(
          4..<6, with: (0..<2).map { _ in .random(in: 0...2, using: &random) })
      }
      if Int.random(in: 0..<8, using: &random) > 0, message.count >= 36 {
        message[8] = 0x45
        message.replaceSubrange(14..<16, with: [0, 0])
        message[17] = 1
        message.replaceSubrange(20..<24, with: Station.board.address)
        message[28] = 8
        message.replaceSubrange(
          32..<34, with: (0..<2).map { _ in .random(in: 0...2, using: &random) })
      }
      let members = try members(of: IPv4Bytes(protocol: 1, message).packet, &table)
      if members.first != 0 || members.count > 2 {
        Issue.record("seed \(random.seed): \(message) goes to \(members)")
        return
      }
      echoes += members.count - 1
    }
    #expect(echoes > 500, "seed \(random.seed)")
  }
}
