/// An IPv4 packet in a frame, laid out by the book (RFC 791 §3.1) and not by the code under test.
/// As it stands it goes from the peer to the board; checksums are right unless they are given.
struct Packet: Sendable {
  var toHardware = Station.board.hardware
  var fromHardware = Station.peer.hardware
  var source = Station.peer.address
  var destination = Station.board.address
  var versionAndLength: UInt8?
  var typeOfService: UInt8 = 0
  var totalLength: Int?
  var identification: UInt16 = 0x1234
  /// Flags and fragment offset.
  var fragment: UInt16 = 0
  var timeToLive: UInt8 = 64
  var number: UInt8
  var checksum: UInt16?
  var options: [UInt8] = []
  var payload: [UInt8]

  init(_ number: UInt8, _ payload: [UInt8]) {
    self.number = number
    self.payload = payload
  }

  /// The same with some of it changed.
  func with(_ change: (inout Packet) -> Void) -> Packet {
    var packet = self
    change(&packet)
    return packet
  }

  /// The packet without its frame.
  var bytes: [UInt8] {
    let length = totalLength ?? 20 + options.count + payload.count
    var header: [UInt8] = [versionAndLength ?? 0x45 + UInt8(options.count / 4), typeOfService]
    header += Octets.pair(length) + Octets.pair(identification) + Octets.pair(fragment)
    header += [timeToLive, number, 0, 0] + source + destination + options
    header.replaceSubrange(10..<12, with: Octets.pair(checksum ?? Octets.checksum(header)))
    return header + payload
  }

  var frame: [UInt8] {
    Octets.ethernet(0x0800, to: toHardware, from: fromHardware, bytes)
  }

  /// What the board sends back: addresses swapped, a time to live of 64, not to be fragmented, and
  /// the identification as it is compared.
  func reply(_ number: UInt8, _ payload: [UInt8]) -> Packet {
    var packet = Packet(number, payload)
    packet.toHardware = fromHardware
    packet.fromHardware = toHardware
    packet.source = destination
    packet.destination = source
    packet.identification = 0
    packet.fragment = 0x4000
    return packet
  }

  /// The error that quotes this packet: as it came, up to 576 bytes in all (RFC 1812 §4.3.2.3).
  func error(_ type: UInt8, _ code: UInt8) -> Packet {
    reply(1, Octets.icmp(type, code, [0, 0, 0, 0], Array(bytes.prefix(548))))
  }

  // MARK: What it carries

  static func echo(
    _ sequence: UInt16 = 1, _ data: [UInt8] = [1, 2, 3, 4, 5], type: UInt8 = 8
  ) -> Packet {
    Packet(1, Octets.icmp(type, 0, [0x4D, 0x41] + Octets.pair(sequence), data))
  }

  /// The answer to an echo request: its message with another type.
  var echoReply: Packet {
    reply(1, Octets.icmp(0, 0, Array(payload[4..<8]), Array(payload[8...])))
      .with { $0.typeOfService = typeOfService }
  }

  /// A datagram from port 40000. Its checksum covers the addresses of `ends`, by default the peer's
  /// and the board's.
  static func udp(
    to port: UInt16 = 7, _ data: [UInt8] = [1, 2, 3], from source: UInt16 = 40_000,
    between ends: [UInt8] = Station.peer.address + Station.board.address
  ) -> Packet {
    Packet(17, Octets.udp(source, port, data, ends))
  }

  /// The answer of the echo service to a datagram to it.
  var udpReply: Packet {
    let source = Int(payload[0]) << 8 | Int(payload[1])
    let length = min(payload.count, Int(payload[4]) << 8 | Int(payload[5]))
    return reply(
      17, Octets.udp(7, UInt16(source), Array(payload[8..<length]), destination + self.source))
  }

  /// The parts of the packet's payload, cut at these offsets, each in a packet of its own.
  func fragments(_ offsets: [Int]) -> [Packet] {
    let ends = offsets.dropFirst() + [payload.count]
    return zip(offsets, ends).map { start, end in
      with {
        $0.payload = Array(payload[start..<end])
        $0.fragment = UInt16(start / 8) | (end < payload.count ? 0x2000 : 0)
      }
    }
  }
}
