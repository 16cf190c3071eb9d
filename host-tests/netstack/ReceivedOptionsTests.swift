import Testing

@testable import NetStack

/// Milliseconds since midnight UT: 04:41:49.060.
private let time: UInt32 = 0x0102_0304

/// What the host makes of the options of a packet to 192.0.2.2/24.
private func react(
  _ packet: [UInt8], at time: UInt32 = time
) throws -> OptionsModel.Outcome {
  let subnet = try #require(IPv4Subnet(IPv4Address(192, 0, 2, 2), prefixLength: 24))
  let ipv4 = try IPv4Packet(packet.span)
  // What the buffer held before must not show.
  var buffer = OptionsBuffer()
  for _ in 0..<20 { _ = buffer.append(IPv4Options.Kind(rawValue: 0xEE), dataLength: 0) }
  for offset in 0..<40 { buffer.store(UInt8(0xEE), at: offset) }
  do throws(ReceivedOptions.Malformation) {
    let options = try ReceivedOptions(ipv4, subnet: subnet)
    let destination = options.writeReply(at: time, to: &buffer)
    var written: [UInt8] = []
    for index in buffer.span.indices { written.append(buffer.span[index]) }
    let octets = destination.octets
    return .reply(written, destination: octets.indices.map { octets[$0] })
  } catch {
    return .drop("\(error)")
  }
}

private func react(
  to options: [UInt8], from source: [UInt8] = Station.peer.address, at time: UInt32 = time
) throws -> OptionsModel.Outcome {
  var packet = IPv4Bytes()
  packet.source = source
  packet.options = options
  return try react(packet.packet, at: time)
}

private func expect(
  _ options: [UInt8], reply: [UInt8], destination: [UInt8] = Station.peer.address,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let outcome = try react(to: options)
  #expect(outcome == .reply(reply, destination: destination), sourceLocation: sourceLocation)
}

private func expectDrop(
  _ options: [UInt8], _ reason: ReceivedOptions.Malformation,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let outcome = try react(to: options)
  #expect(outcome == .drop("\(reason)"), sourceLocation: sourceLocation)
}

/// The options of a frame.
private func options(_ frame: [UInt8]) -> [UInt8] {
  Array(frame[34..<14 + Int(frame[14] & 15) * 4])
}

@Suite struct ReceivedOptionsTests {
  private let peer = Station.peer.address
  private let us = Station.board.address

  // MARK: As Linux answers

  private func expectAsLinux(
    _ ping: RecordedPing, at time: UInt32, adjusting reply: (inout [UInt8]) -> Void = { _ in },
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    var expected = options(ping.reply)
    reply(&expected)
    let outcome = try react(Array(ping.request.dropFirst(14)), at: time)
    #expect(
      outcome == .reply(expected, destination: peer), "\(ping.command)",
      sourceLocation: sourceLocation)
  }

  @Test("[C15] records itself in a route, but once where Linux does twice")
  func recordRoute() throws {
    try expectAsLinux(.recordRoute, at: 0) { reply in
      #expect(reply[2] == 16 && Array(reply[11..<15]) == us)
      reply[2] = 12
      reply.replaceSubrange(11..<15, with: [0, 0, 0, 0])
    }
  }

  @Test("[C15] records the time, but once where Linux does twice")
  func timeOnly() throws {
    try expectAsLinux(.timeOnly, at: 0x00AA_EEB0) { reply in
      #expect(reply[2] == 17 && Array(reply[12..<16]) == [0x00, 0xAA, 0xEE, 0xB0])
      reply[2] = 13
      reply.replaceSubrange(12..<16, with: [0, 0, 0, 0])
    }
  }

  @Test("[C15] records itself with the time, but once where Linux does twice")
  func timeAndAddress() throws {
    try expectAsLinux(.timeAndAddress, at: 0x00AA_EEC4) { reply in
      #expect(reply[2] == 29 && Array(reply[20..<28]) == us + [0x00, 0xAA, 0xEE, 0xC4])
      reply[2] = 21
      reply.replaceSubrange(20..<28, with: [0, 0, 0, 0, 0, 0, 0, 0])
    }
  }

  @Test("[C15] records the time for its own address, as Linux does")
  func prespecifiedAddress() throws {
    try expectAsLinux(.prespecifiedAddress, at: 0x00AA_EEC8)
  }

  @Test("[C15] records nothing for another's address, as Linux does")
  func prespecifiedElsewhere() throws {
    try expectAsLinux(.prespecifiedElsewhere, at: 0x00AA_EECC)
  }

  @Test(
    "answers options of all kinds as Linux does",
    arguments: [
      // Recorded as `RecordedPing`s were, but sent through a raw socket.
      ([131, 7, 8, 192, 0, 2, 1, 0], []),
      ([137, 11, 12, 192, 0, 2, 1, 192, 0, 2, 1, 0], [137, 7, 4, 192, 0, 2, 1, 0]),
      (
        [131, 11, 12, 198, 51, 100, 1, 192, 0, 2, 1, 0],
        [131, 11, 4, 198, 51, 100, 1, 192, 0, 2, 1, 0]
      ),
      ([131, 3, 4, 0], []),
      ([68, 8, 9, 0x00, 1, 2, 3, 4], [68, 8, 9, 0x10, 1, 2, 3, 4]),
      ([7, 7, 8, 192, 0, 2, 1, 0], [7, 7, 8, 192, 0, 2, 1, 0]),
      ([148, 4, 0, 0, 30, 4, 1, 2], []),
      (
        [68, 12, 5, 3, 192, 0, 2, 2, 0, 0, 0, 0],
        [68, 12, 13, 3, 192, 0, 2, 2, 0x00, 0xAA, 0xF0, 0x37]
      ),
      ([68, 12, 5, 3, 192, 0, 2, 9, 0, 0, 0, 0], [68, 12, 5, 3, 192, 0, 2, 9, 0, 0, 0, 0]),
      (
        [68, 12, 5, 1, 0, 0, 0, 0, 0, 0, 0, 0],
        [68, 12, 13, 1, 192, 0, 2, 2, 0x00, 0xAA, 0xF0, 0x37]
      ),
    ] as [([UInt8], [UInt8])])
  func asLinux(request: [UInt8], reply: [UInt8]) throws {
    let outcome = try react(to: request, at: 0x00AA_F037)
    #expect(outcome == .reply(reply, destination: peer))
  }

  @Test(
    "drops what Linux drops, with a parameter problem or in silence",
    arguments: [
      ([68, 8, 9, 0xF0, 1, 2, 3, 4], .timestampOverflow),
      ([7, 7, 3, 192, 0, 2, 1, 0], .pointer),
      ([7, 7, 4, 0, 0, 0, 0, 7, 7, 4, 0, 0, 0, 0, 0, 0], .repeated),
      ([7, 0, 4, 0], .length),
      ([131, 7, 8, 192, 0, 2, 1, 137, 7, 8, 192, 0, 2, 1, 0, 0], .repeated),
      ([131, 11, 7, 192, 0, 2, 1, 192, 0, 2, 1, 0], .pointer),
      ([131, 11, 4, 192, 0, 2, 1, 192, 0, 2, 1, 0], .sourceRouteIncomplete),
      ([7, 9, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0], .length),
      ([7, 9, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0], .length),
      ([7, 11, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0], .pointer),
    ] as [([UInt8], ReceivedOptions.Malformation)])
  func asLinuxDrops(request: [UInt8], reason: ReceivedOptions.Malformation) throws {
    try expectDrop(request, reason)
  }

  // MARK: Replies

  @Test("I9: answers without options when there are none, or none that it knows")
  func ignores() throws {
    let ignored: [[UInt8]] = [
      [], [0, 0, 0, 0], [1, 1, 1, 1], [148, 4, 0, 0], [130, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      [222, 2, 1, 0], [136, 4, 0x12, 0x34], [0, 7, 0, 0xFF], [1, 0, 131, 1],
    ]
    for options in ignored { try expect(options, reply: []) }
  }

  @Test("I9: does not answer a timestamp that asks for something unknown", arguments: 0...15)
  func unknownFlag(flag: UInt8) throws {
    guard ![0, 1, 3].contains(flag) else { return }
    try expect([68, 8, 5, flag, 0, 0, 0, 0], reply: [])
    try expect([68, 7, 0, flag | 0xF0, 9, 9, 9, 0], reply: [])
  }

  @Test("[C15] fills the last place of a route, and leaves a full one as it is")
  func fullRoute() throws {
    try expect(
      [7, 11, 8, 198, 51, 100, 1, 0, 0, 0, 0, 0],
      reply: [7, 11, 12, 198, 51, 100, 1, 192, 0, 2, 2, 0])
    try expect(
      [7, 11, 12, 198, 51, 100, 1, 198, 51, 100, 2, 0],
      reply: [7, 11, 12, 198, 51, 100, 1, 198, 51, 100, 2, 0])
    try expect(
      [7, 11, 255, 198, 51, 100, 1, 198, 51, 100, 2, 0],
      reply: [7, 11, 255, 198, 51, 100, 1, 198, 51, 100, 2, 0])
    try expect([7, 3, 4, 0], reply: [7, 3, 4, 0])
  }

  @Test("[C15] counts itself when a timestamp has no room for it, up to 15", arguments: 0..<15)
  func overflow(count: UInt8) throws {
    for flag: UInt8 in [0, 1] {
      let entry: [UInt8] = flag == 0 ? [1, 2, 3, 4] : [198, 51, 100, 1, 1, 2, 3, 4]
      let length = UInt8(4 + entry.count)
      try expect(
        [68, length, length + 1, count << 4 | flag] + entry,
        reply: [68, length, length + 1, (count + 1) << 4 | flag] + entry)
    }
  }

  @Test("[C15] drops a packet whose count of hosts without room overflows")
  func overflowOverflows() throws {
    try expectDrop([68, 8, 9, 0xF0, 1, 2, 3, 4], .timestampOverflow)
    try expectDrop([68, 12, 13, 0xF1, 198, 51, 100, 1, 1, 2, 3, 4], .timestampOverflow)
    // A host that the list does not name has nothing to record.
    try expect(
      [68, 12, 13, 0xF3, 198, 51, 100, 1, 1, 2, 3, 4],
      reply: [68, 12, 13, 0xF3, 198, 51, 100, 1, 1, 2, 3, 4])
    // There is room.
    try expect([68, 8, 5, 0xF0, 0, 0, 0, 0], reply: [68, 8, 9, 0xF0, 1, 2, 3, 4])
  }

  @Test("[C15] records a time that does not count from midnight with the high bit set")
  func nonstandardTime() throws {
    let now = Instant(microseconds: 0x0102_0304 * 1024 + 1023)
    #expect(now.nonstandardTimestamp == 0x8102_0304)
    #expect(Instant(microseconds: 0).nonstandardTimestamp == 0x8000_0000)
    #expect(Instant(microseconds: .max).nonstandardTimestamp >> 31 == 1)
    #expect(
      try react(to: [68, 8, 5, 0, 0, 0, 0, 0], at: now.nonstandardTimestamp)
        == .reply([68, 8, 9, 0, 0x81, 2, 3, 4], destination: peer))
  }

  @Test("[I11] reverses a route: to the last gateway first, then back to the source")
  func reverses() throws {
    // G1 198.51.100.1, G2 203.0.113.1, G3 192.0.2.254.
    try expect(
      [131, 15, 16, 198, 51, 100, 1, 203, 0, 113, 1, 192, 0, 2, 254, 0],
      reply: [131, 15, 4, 203, 0, 113, 1, 198, 51, 100, 1, 192, 0, 2, 1, 0],
      destination: [192, 0, 2, 254])
    try expect(
      [137, 7, 8, 192, 0, 2, 254, 0], reply: [137, 7, 4, 192, 0, 2, 1, 0],
      destination: [192, 0, 2, 254])
    try expect(
      [131, 7, 255, 192, 0, 2, 254, 0], reply: [131, 7, 4, 192, 0, 2, 1, 0],
      destination: [192, 0, 2, 254])
  }

  @Test("[I11] reverses the longest route there is")
  func longest() throws {
    let hops: [[UInt8]] = (1...9).map { [198, 51, 100, $0] }
    try expect(
      [131, 39, 40] + hops.flatMap { $0 } + [0],
      reply: [131, 39, 4] + hops.dropLast().reversed().flatMap { $0 } + peer + [0],
      destination: [198, 51, 100, 9])
  }

  @Test("[I11] does not name a source twice that recorded itself first")
  func sourceRecorded() throws {
    try expect(
      [131, 11, 12, 192, 0, 2, 1, 192, 0, 2, 254, 0], reply: [131, 7, 4, 192, 0, 2, 1, 0],
      destination: [192, 0, 2, 254])
    // Elsewhere than first it is a hop like any other.
    try expect(
      [131, 11, 12, 192, 0, 2, 254, 192, 0, 2, 1, 0],
      reply: [131, 11, 4, 192, 0, 2, 254, 192, 0, 2, 1, 0], destination: peer)
  }

  @Test("[C15] answers all three options at once, with others among them, in 40 bytes")
  func together() throws {
    let stamps: [UInt8] = [68, 12, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    try expect(
      [1, 131, 7, 8, 192, 0, 2, 254] + stamps + [148, 4, 0, 0] + [7, 7, 4, 0, 0, 0, 0, 1],
      reply: [7, 7, 8, 192, 0, 2, 2] + [68, 12, 9, 0, 1, 2, 3, 4, 0, 0, 0, 0]
        + [131, 7, 4, 192, 0, 2, 1] + [0, 0],
      destination: [192, 0, 2, 254])
    try expect(
      [131, 7, 8, 192, 0, 2, 254] + [7, 19, 4] + Array(repeating: 0, count: 16)
        + [68, 12, 5, 1] + Array(repeating: 0, count: 8) + [1, 1],
      reply: [7, 19, 8, 192, 0, 2, 2] + Array(repeating: 0, count: 12)
        + [68, 12, 13, 1, 192, 0, 2, 2, 1, 2, 3, 4] + [131, 7, 4, 192, 0, 2, 1, 0, 0],
      destination: [192, 0, 2, 254])
  }

  // MARK: Bad options

  @Test(
    "I9: drops a packet with an option of a bad length",
    arguments: [
      [7, 0, 4, 0], [7, 1, 4, 0], [7, 2, 1, 0], [7, 5, 4, 0], [7, 255, 4, 0], [1, 1, 1, 7],
      [148, 0, 0, 0], [148, 5, 0, 0], [30, 1, 0, 0],
      [68, 2, 0, 0], [68, 3, 5, 0], [68, 5, 5, 0, 0, 0, 0, 0], [68, 8, 5, 1, 0, 0, 0, 0],
      [68, 8, 5, 3, 192, 0, 2, 2], [68, 16, 5, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      [131, 2, 0, 0], [131, 4, 5, 0], [131, 8, 9, 192, 0, 2, 254, 0],
      [148, 4, 0, 0, 7, 0, 0, 0], [7, 7, 4, 0, 0, 0, 0, 68],
    ] as [[UInt8]])
  func badLength(options: [UInt8]) throws {
    try expectDrop(options, .length)
  }

  @Test(
    "I9: drops a packet with a pointer before the entries or into one",
    arguments: [0, 1, 2, 3, 5, 6, 7, 9, 10, 11] as [UInt8])
  func badPointer(pointer: UInt8) throws {
    try expectDrop([7, 11, pointer, 0, 0, 0, 0, 0, 0, 0, 0, 0], .pointer)
    try expectDrop([131, 11, pointer, 192, 0, 2, 254, 192, 0, 2, 254, 0], .pointer)
    try expectDrop([137, 11, pointer, 192, 0, 2, 254, 192, 0, 2, 254, 0], .pointer)
  }

  @Test("I9: drops a packet with a timestamp's pointer before the entries or into one")
  func badTimestampPointer() throws {
    for pointer: UInt8 in 0...12 {
      let stamps: [UInt8] = [68, 12, pointer, 0, 0, 0, 0, 0, 0, 0, 0, 0]
      if pointer != 5, pointer != 9 { try expectDrop(stamps, .pointer) }
      let pairs: [UInt8] = [68, 12, pointer, 1, 0, 0, 0, 0, 0, 0, 0, 0]
      if pointer != 5 { try expectDrop(pairs, .pointer) }
    }
  }

  @Test("drops a packet with two options of a kind, or two source routes")
  func repeated() throws {
    let loose: [UInt8] = [131, 7, 8, 192, 0, 2, 254]
    let strict: [UInt8] = [137, 7, 8, 192, 0, 2, 254]
    try expectDrop(loose + loose + [0, 0], .repeated)
    try expectDrop(strict + strict + [0, 0], .repeated)
    try expectDrop(loose + strict + [0, 0], .repeated)
    try expectDrop(strict + loose + [0, 0], .repeated)
    try expectDrop([131, 3, 4, 137, 3, 4, 0, 0], .repeated)
    try expectDrop([7, 3, 4, 7, 3, 4, 0, 0], .repeated)
    try expectDrop([68, 4, 5, 0, 68, 4, 5, 0], .repeated)
    try expectDrop([68, 4, 5, 2, 68, 4, 5, 0], .repeated)
  }

  @Test("[I10] takes in a packet whose source route ends here, and drops one whose does not")
  func incomplete() throws {
    for kind: UInt8 in [131, 137] {
      let route: [UInt8] = [192, 0, 2, 9, 192, 0, 2, 254, 0]
      try expectDrop([kind, 11, 4] + route, .sourceRouteIncomplete)
      try expectDrop([kind, 11, 8] + route, .sourceRouteIncomplete)
      try expect(
        [kind, 11, 12] + route, reply: [kind, 11, 4, 192, 0, 2, 9, 192, 0, 2, 1, 0],
        destination: [192, 0, 2, 254])
    }
  }

  @Test(
    "drops a source route that would send the reply to many, to us or to nobody",
    arguments: [
      [0, 0, 0, 0], [0, 1, 2, 3], [127, 0, 0, 1], [224, 0, 0, 1], [239, 255, 255, 250],
      [240, 0, 0, 1], [255, 255, 255, 255], [192, 0, 2, 255], [192, 0, 2, 0], [192, 0, 2, 2],
    ] as [[UInt8]])
  func badHop(hop: [UInt8]) throws {
    for kind: UInt8 in [131, 137] {
      try expectDrop([kind, 7, 8] + hop + [0], .sourceRouteHop)
      try expectDrop([kind, 11, 12] + hop + [192, 0, 2, 254, 0], .sourceRouteHop)
    }
  }

  @Test("drops a strict source route whose last hop is not on our link; a loose one may be so")
  func strictHop() throws {
    try expectDrop([137, 7, 8, 198, 51, 100, 1, 0], .sourceRouteHop)
    try expectDrop([137, 11, 12, 192, 0, 2, 254, 198, 51, 100, 1, 0], .sourceRouteHop)
    try expect(
      [131, 7, 8, 198, 51, 100, 1, 0], reply: [131, 7, 4, 192, 0, 2, 1, 0],
      destination: [198, 51, 100, 1])
    try expect(
      [137, 11, 12, 198, 51, 100, 1, 192, 0, 2, 254, 0],
      reply: [137, 11, 4, 198, 51, 100, 1, 192, 0, 2, 1, 0], destination: [192, 0, 2, 254])
  }
}
