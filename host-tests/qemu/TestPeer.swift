import Wire

/// A board whose other end of the cable is a datagram socket of ours.
protocol LinkedBoard: AnyObject {
  var link: DatagramLink { get }
}

extension QEMUBoard: LinkedBoard {}

/// A host on the board's link that speaks in single frames.
struct TestPeer<Machine: LinkedBoard> {
  static var hardware: MACAddress { MACAddress(0x02, 0, 0, 0, 0, 0x01) }

  /// Stays powered for as long as it has this peer.
  let machine: Machine
  var boardHardware = MACAddress(0x02, 0, 0, 0, 0, 0x02)
  var address = IPv4Address(192, 0, 2, 1)
  var board = IPv4Address(192, 0, 2, 2)

  /// Asks for the board's hardware address.
  func resolve(seconds: Double = 2) throws -> MACAddress? {
    let request = ARPPacket(
      operation: .request, senderHardware: Self.hardware, senderProtocol: address,
      targetHardware: .zero, targetProtocol: board)
    try machine.link.send(
      frame(type: .arp, to: .broadcast, length: ARPPacket.length) { bytes in
        request.write(to: &bytes, at: 14)
      })
    var found: MACAddress?
    _ = machine.link.receive(seconds: seconds) { frame in
      guard let ethernet = try? EthernetFrame(frame.span), ethernet.type == .arp,
        let packet = try? ARPPacket(ethernet.payload), packet.operation == .reply,
        packet.senderProtocol == board
      else { return false }
      found = packet.senderHardware
      return true
    }
    return found
  }

  /// Sends an echo request and returns the data of the reply to it.
  func ping(_ data: [UInt8], sequence: UInt16, seconds: Double = 2) throws -> [UInt8]? {
    try machine.link.send(echoRequest(data, sequence: sequence))
    var answer: [UInt8]?
    _ = machine.link.receive(seconds: seconds) { frame in
      withPacket(in: frame) { packet in
        guard isReply(frame, to: sequence), let message = try? ICMPv4Message(packet.payload)
        else { return false }
        answer = array(message.payload)
        return true
      }
    }
    return answer
  }

  /// Whether a frame is the board's reply to an echo request.
  func isReply(_ frame: [UInt8], to sequence: UInt16) -> Bool {
    withPacket(in: frame) { packet in
      guard packet.protocol == .icmp, let message = try? ICMPv4Message(packet.payload) else {
        return false
      }
      return message.type == .echoReply
        && message.restOfHeader == 0x4D41_0000 | UInt32(sequence)
    }
  }

  /// The reply to a frame that asks for the hardware address of this peer.
  func arpReply(to request: [UInt8]) -> [UInt8]? {
    guard let ethernet = try? EthernetFrame(request.span), ethernet.type == .arp,
      let packet = try? ARPPacket(ethernet.payload), packet.operation == .request,
      packet.targetProtocol == address
    else { return nil }
    let reply = ARPPacket(
      operation: .reply, senderHardware: Self.hardware, senderProtocol: address,
      targetHardware: packet.senderHardware, targetProtocol: packet.senderProtocol)
    return frame(type: .arp, to: packet.senderHardware, length: ARPPacket.length) { bytes in
      reply.write(to: &bytes, at: 14)
    }
  }

  func echoRequest(_ data: [UInt8], sequence: UInt16) -> [UInt8] {
    packet(.icmp, length: ICMPv4Message.headerLength + data.count) { bytes in
      let sum = bytes.copyAndSum(data.span, at: 42)
      ICMPv4Header(type: .echoRequest, restOfHeader: 0x4D41_0000 | UInt32(sequence))
        .write(
          to: &bytes, at: 34, payload: InternetChecksum(nativeSum: sum, byteCount: data.count))
    }
  }

  /// Sends a datagram to the board's port 7 and returns what comes back.
  func udpEcho(_ data: [UInt8], from port: UInt16) throws -> [UInt8]? {
    try machine.link.send(datagram(data, from: port, to: 7))
    var answer: [UInt8]?
    _ = machine.link.receive { frame in
      withPacket(in: frame) { packet in
        guard packet.protocol == .udp,
          let datagram = try? UDPDatagram(
            packet.payload,
            pseudoHeader: UDPPseudoHeader(source: packet.source, destination: packet.destination)),
          datagram.sourcePort == 7, datagram.destinationPort == port
        else { return false }
        answer = array(datagram.payload)
        return true
      }
    }
    return answer
  }

  func datagram(_ data: [UInt8], from source: UInt16, to destination: UInt16) -> [UInt8] {
    packet(.udp, length: UDPDatagram.headerLength + data.count) { bytes in
      let sum = bytes.copyAndSum(data.span, at: 42)
      UDPHeader(sourcePort: source, destinationPort: destination)
        .write(
          to: &bytes, at: 34, payloadLength: data.count,
          payload: (
            sum: InternetChecksum(nativeSum: sum, byteCount: data.count),
            pseudoHeader: UDPPseudoHeader(source: address, destination: board)
          ))
    }
  }

  private func packet(
    _ protocol: IPProtocol, length: Int, _ body: (inout MutableSpan<UInt8>) -> Void
  ) -> [UInt8] {
    frame(type: .ipv4, to: boardHardware, length: 20 + length) { bytes in
      body(&bytes)
      IPv4Header(protocol: `protocol`, source: address, destination: board)
        .write(to: &bytes, at: 14, payloadLength: length)
    }
  }

  private func frame(
    type: EtherType, to destination: MACAddress, length: Int,
    _ body: (inout MutableSpan<UInt8>) -> Void
  ) -> [UInt8] {
    var frame = [UInt8](repeating: 0, count: max(60, 14 + length))
    var bytes = frame.mutableSpan
    EthernetHeader(destination: destination, source: Self.hardware, type: type).write(to: &bytes)
    body(&bytes)
    return frame
  }

  private func withPacket(in frame: [UInt8], _ body: (IPv4Packet) -> Bool) -> Bool {
    guard let ethernet = try? EthernetFrame(frame.span), ethernet.destination == Self.hardware,
      ethernet.type == .ipv4, let packet = try? IPv4Packet(ethernet.payload),
      packet.source == board, packet.destination == address
    else { return false }
    return body(packet)
  }

  private func array(_ span: Span<UInt8>) -> [UInt8] {
    span.indices.map { span[$0] }
  }
}
