import NetStack
import Testing

/// A frame that no honest host sends, and how it must end: silently.
struct BadFrame: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let bytes: [UInt8]
  let outcome: FrameOutcome

  init(_ description: String, _ bytes: [UInt8], _ outcome: FrameOutcome) {
    testDescription = description
    self.bytes = bytes
    self.outcome = outcome
  }
}

/// A host that knows the peer and no other neighbor, with a socket at port 7.
func makeBadInputHost(_ device: TestDevice = TestDevice()) throws -> BoardHost {
  var host = BoardHost(device)
  host.meet(.peer)
  try host.open(7)
  return host
}

/// Expects the frame to be dropped and counted, and the host to be none the worse for it.
func expectDrop(_ frame: BadFrame, sourceLocation: SourceLocation = #_sourceLocation) throws {
  var host = try makeBadInputHost()
  let reaction = host.react(to: frame.bytes, sourceLocation: sourceLocation)
  #expect(reaction.outcome == frame.outcome, sourceLocation: sourceLocation)
  #expect(reaction.sent.isEmpty, sourceLocation: sourceLocation)
  #expect(host.deadline == nil, "waits for something", sourceLocation: sourceLocation)
  #expect(host.interface.counters.icmpErrorsSent == 0, sourceLocation: sourceLocation)
  expectPingStillWorks(&host, sourceLocation: sourceLocation)
}

/// A frame with this header, whose checksum is set right over what it says to be its length.
func ipv4(_ header: [UInt8], _ payload: [UInt8] = []) -> [UInt8] {
  var packet = header + payload
  let length = min(max(20, Int(header[0] & 15) * 4), packet.count)
  packet.replaceSubrange(10..<12, with: [0, 0])
  packet.replaceSubrange(10..<12, with: octets(naiveChecksum(Array(packet[..<length]))))
  return ethernet(packet)
}

/// A fragment from the peer: flags and offset as they stand in the header, protocol, payload.
func rawFragment(_ field: UInt16, _ number: UInt8, _ payload: [UInt8]) -> [UInt8] {
  let start = [0x45, 0] + octets(UInt16(20 + payload.count)) + [0x0B, 0xAD]
  return ipv4(start + octets(field) + [64, number, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2], payload)
}

/// The frame in which the board sends a message to the peer.
func answer(_ message: [UInt8]) -> [UInt8] {
  var packet = IPv4Bytes(protocol: 1, from: .board, message)
  packet.identification = 0
  packet.fragment = 0x4000
  packet.destination = Station.peer.address
  packet.frameDestination = Station.peer.hardware
  return packet.frame
}

/// The frame in which the board tells the peer that a packet could not be delivered.
func unreachable(code: UInt8, _ packet: [UInt8]) -> [UInt8] {
  answer(icmp(type: 3, code: code, Array(packet.prefix(548))))
}
