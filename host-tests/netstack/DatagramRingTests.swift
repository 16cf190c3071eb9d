import Testing

@testable import NetStack

/// Datagrams that are taken later.
@Suite struct DatagramRingTests {
  private static let local = Endpoint(IPv4Address(192, 0, 2, 2), port: 7)
  private static let remote = Endpoint(IPv4Address(192, 0, 2, 1), port: 40000)

  /// - Returns: whether there was room.
  @discardableResult
  private func store<let byteCapacity: Int>(
    _ packet: [UInt8], _ ring: inout DatagramRing<byteCapacity>, socket: Int = 0,
    isForGroup: Bool = false
  ) throws -> Bool {
    try withDatagram(packet, socket: socket, isForGroup: isForGroup) { ring.append($0) }
  }

  @discardableResult
  private func store<let byteCapacity: Int>(
    _ packet: [UInt8], _ ring: inout RawPacketRing<byteCapacity>, socket: Int = 0,
    isForGroup: Bool = false
  ) throws -> Bool {
    try withIncoming(packet, socket: socket, isForGroup: isForGroup) { ring.append($0) }
  }

  private func receive<let byteCapacity: Int>(
    _ ring: inout DatagramRing<byteCapacity>, _ buffer: inout MutableSpan<UInt8>
  ) throws -> ReceivedDatagram {
    let received = ring.receive(into: &buffer)
    return try #require(received)
  }

  @Test("lends what was lent to the handler, with the packet that carried it")
  func sameDatagram() throws {
    var packet = udp(pattern(10))
    packet.timeToLive = 9
    packet.typeOfService = 0x5C
    packet.options = routerAlert
    var ring = DatagramRing<256>()
    #expect(try store(packet.packet, &ring, socket: 3))
    #expect(ring.count == 1)
    #expect(ring.isEmpty == false)
    let isLent: Bool? = ring.withFirst { datagram in
      #expect(datagram.socket == UDPSocketID(index: 3))
      #expect([UInt8](copying: datagram.packet.bytes) == packet.packet)
      #expect(datagram.packet.timeToLive == 9)
      #expect(datagram.packet.typeOfService == 0x5C)
      #expect([UInt8](copying: datagram.packet.options) == routerAlert)
      #expect([UInt8](copying: datagram.payload) == pattern(10))
      #expect(datagram.source == Self.remote)
      #expect(datagram.destination == Self.local)
      #expect(datagram.isForGroup == false)
      return true
    }
    #expect(isLent == true)
    ring.removeFirst()
    #expect(ring.isEmpty == true)
    #expect(ring.withFirst { _ in true } == nil)
  }

  @Test("keeps the payload apart from what a packet carries behind its datagram")
  func shortDatagram() throws {
    var datagram = UDPBytes(length: 8 + 4)
    datagram.payload = pattern(9)
    var ring = DatagramRing<64>()
    try store(datagram.packet.packet, &ring)
    #expect(ring.withFirst { [UInt8](copying: $0.payload) } == pattern(4))
  }

  @Test("takes from the handler of a poll, for all sockets, and is read after it")
  func poll() throws {
    var host = BoardHost()
    host.meet(.peer)
    let seven = try host.interface.bind(port: 7)
    let nine = try host.interface.bind(port: 9)
    var group = UDPBytes(destinationPort: 9, payload: pattern(3))
    group.destination = [192, 0, 2, 255]
    var groupFrame = group.packet
    groupFrame.frameDestination = Station.everyone
    var ring = DatagramRing<512>()
    host.exchange(udp(pattern(5)).frame, groupFrame.frame, udp(to: 9, []).frame) {
      datagram, slot in
      ring.append(datagram)
      return slot.discard()
    }
    #expect(ring.count == 3)
    var payloads: [[UInt8]] = []
    var sockets: [UDPSocketID] = []
    var areForGroup: [Bool] = []
    while !ring.isEmpty {
      ring.withFirst { datagram in
        payloads.append([UInt8](copying: datagram.payload))
        sockets.append(datagram.socket)
        areForGroup.append(datagram.isForGroup)
      }
      ring.removeFirst()
    }
    #expect(payloads == [pattern(5), pattern(3), []])
    #expect(sockets == [seven.id, nine.id, nine.id])
    #expect(areForGroup == [false, true, false])
    host.interface.close(seven, at: host.now)
    host.interface.close(nine, at: host.now)
  }

  @Test("a datagram that was put together from fragments is stored whole")
  func reassembled() throws {
    var host = BoardHost()
    host.meet(.peer)
    let socket = try host.interface.bind(port: 7)
    let whole = udp(pattern(3000)).packet
    let payload = Array(whole.dropFirst(20))
    var frames: [[UInt8]] = []
    for start in stride(from: 0, to: payload.count, by: 1480) {
      let end = min(start + 1480, payload.count)
      frames.append(
        ethernet(
          fragment(Array(payload[start..<end]), at: start, more: end < payload.count)))
    }
    var ring = DatagramRing<4096>()
    for frame in frames {
      host.exchange(frame) { datagram, slot in
        ring.append(datagram)
        return slot.discard()
      }
    }
    #expect(ring.withFirst { [UInt8](copying: $0.payload) } == pattern(3000))
    host.interface.close(socket, at: host.now)
  }

  @Test("a datagram without room is dropped whole and counted")
  func dropped() throws {
    var ring = DatagramRing<64>()
    #expect(try store(udp(pattern(20)).packet, &ring))
    #expect(ring.bytesFree == 64 - 4 - 48 - 4)
    #expect(try store(udp([]).packet, &ring) == false)
    #expect(ring.count == 1)
    #expect(ring.dropped == 1)
    ring.removeAll()
    #expect(ring.isEmpty == true)
    #expect(try store(udp([]).packet, &ring))
    #expect(ring.dropped == 1)
  }

  @Test("receiving copies the payload and takes the datagram away")
  func receive() throws {
    var ring = DatagramRing<128>()
    try store(udp(pattern(6)).packet, &ring, socket: 2)
    try store(udp([]).packet, &ring, isForGroup: true)
    var bytes = [UInt8](repeating: 0xEE, count: 8)
    var buffer = bytes.mutableSpan
    let first = try receive(&ring, &buffer)
    #expect(
      first
        == ReceivedDatagram(
          socket: UDPSocketID(index: 2), source: Self.remote, destination: Self.local,
          isForGroup: false, byteCount: 6, payloadLength: 6))
    #expect(!first.isTruncated)
    let second = try receive(&ring, &buffer)
    #expect(second.byteCount == 0 && second.payloadLength == 0 && second.isForGroup)
    #expect(!second.isTruncated)
    #expect(ring.receive(into: &buffer) == nil)
    #expect(bytes == pattern(6) + [0xEE, 0xEE])
  }

  @Test("a buffer that is too short gets the start, and is told", arguments: 0...6)
  func truncated(room: Int) throws {
    var ring = DatagramRing<128>()
    try store(udp(pattern(6)).packet, &ring)
    var bytes = [UInt8](repeating: 0, count: room)
    var buffer = bytes.mutableSpan
    let received = try receive(&ring, &buffer)
    #expect(received.byteCount == room)
    #expect(received.payloadLength == 6)
    #expect(received.isTruncated == (room < 6))
    #expect(bytes == Array(pattern(6).prefix(room)))
    #expect(ring.isEmpty == true)
  }

  @Test("a ring of raw packets lends the same packets, whatever they carry")
  func rawPackets() throws {
    var ring = RawPacketRing<128>()
    let first = IPv4Bytes(protocol: 89, pattern(13)).packet
    let second = echoRequest(pattern(5)).packet
    #expect(try store(first, &ring, socket: 4, isForGroup: true))
    #expect(try store(second, &ring))
    #expect(try store(IPv4Bytes(protocol: 89, pattern(80)).packet, &ring) == false)
    #expect(ring.count == 2)
    #expect(ring.isEmpty == false)
    #expect(ring.dropped == 1)
    #expect(ring.bytesFree == 128 - 40 - 40 - 4)
    let isLent: Bool? = ring.withFirst { packet in
      #expect(packet.socket == RawSocketID(index: 4))
      #expect([UInt8](copying: packet.packet.bytes) == first)
      #expect(packet.isForGroup == true)
      return true
    }
    #expect(isLent == true)
    ring.removeFirst()
    #expect(ring.withFirst { [UInt8](copying: $0.packet.bytes) } == second)
    ring.removeAll()
    #expect(ring.withFirst { _ in true } == nil)
  }
}
