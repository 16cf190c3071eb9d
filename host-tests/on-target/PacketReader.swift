import Wire

/// Reads every field of everything that a frame may hold.
struct PacketReader {
  private(set) var isConsistent = true
  private(set) var arpPackets = 0
  private(set) var messages = 0
  private(set) var datagrams = 0
  private var sum: UInt32 = 0

  /// Reads the frame from the link's header on, and every view over all of its bytes besides.
  mutating func read(_ bytes: Span<UInt8>) {
    if let frame = try? EthernetFrame(bytes) {
      note(UInt32(frame.type.rawValue) ^ frame.source.low ^ frame.destination.low)
      require(frame.payload.count + EthernetFrame.headerLength == bytes.count)
      readARP(frame.payload)
      readIPv4(frame.payload)
    }
    readARP(bytes)
    readIPv4(bytes)
    readUDP(bytes, nil)
    readICMP(bytes)
  }

  private mutating func readARP(_ bytes: Span<UInt8>) {
    guard let packet = try? ARPPacket(bytes) else { return }
    require(bytes.count >= ARPPacket.length)
    note(packet.senderProtocol.rawValue ^ packet.targetProtocol.rawValue)
    note(packet.senderHardware.low ^ packet.targetHardware.low)
    arpPackets += 1
  }

  private mutating func readIPv4(_ bytes: Span<UInt8>) {
    readIPv4(bytes, verifyingChecksums: true)
    readIPv4(bytes, verifyingChecksums: false)
  }

  private mutating func readIPv4(_ bytes: Span<UInt8>, verifyingChecksums: Bool) {
    guard let packet = try? IPv4Packet(bytes, verifyingChecksum: verifyingChecksums) else { return }
    require(packet.totalLength <= bytes.count)
    require(packet.headerLength + packet.payload.count == packet.totalLength)
    require(20 + packet.options.count == packet.headerLength)
    note(UInt32(packet.identification) ^ packet.source.rawValue ^ packet.destination.rawValue)
    note(UInt32(packet.fragmentOffset) ^ UInt32(packet.timeToLive))
    readAll(packet.options)
    readICMP(packet.payload)
    let pseudoHeader = UDPPseudoHeader(source: packet.source, destination: packet.destination)
    readUDP(packet.payload, verifyingChecksums ? pseudoHeader : nil)
  }

  private mutating func readICMP(_ bytes: Span<UInt8>) {
    guard let message = try? ICMPv4Message(bytes) else { return }
    require(message.payload.count + ICMPv4Message.headerLength == bytes.count)
    note(message.restOfHeader ^ UInt32(message.code))
    readAll(message.payload)
    messages += 1
  }

  private mutating func readUDP(_ bytes: Span<UInt8>, _ pseudoHeader: UDPPseudoHeader?) {
    guard let datagram = try? UDPDatagram(bytes, pseudoHeader: pseudoHeader) else { return }
    require(datagram.payload.count + UDPDatagram.headerLength <= bytes.count)
    note(UInt32(datagram.sourcePort) ^ UInt32(datagram.destinationPort))
    readAll(datagram.payload)
    datagrams += 1
  }

  private mutating func readAll(_ bytes: Span<UInt8>) {
    for index in bytes.indices { note(UInt32(bytes[index])) }
  }

  private mutating func require(_ condition: Bool) {
    if !condition { isConsistent = false }
  }

  /// Keeps the reads from being left out.
  private mutating func note(_ value: UInt32) {
    sum = opaque(sum &+ value)
  }
}
