import Wire

/// A frame in memory of its own, between two hosts of one link.
struct TestFrame: ~Copyable {
  static let peerHardware = MACAddress(0x02, 0, 0, 0, 0, 0x01)
  static let ownHardware = MACAddress(0x02, 0, 0, 0, 0, 0x02)
  static let peer = IPv4Address(192, 0, 2, 1)
  static let own = IPv4Address(192, 0, 2, 2)
  static var capacity: Int { 1514 }

  private var storage = InlineArray<1514, UInt8>(repeating: 0)
  private(set) var count = 0

  var bytes: Span<UInt8> {
    @_lifetime(borrow self) get { storage.span.extracting(first: count) }
  }

  /// All memory of the frame; `setCount` says how much of it is the frame.
  var room: MutableSpan<UInt8> {
    @_lifetime(&self) mutating get { storage.mutableSpan }
  }

  mutating func setCount(_ count: Int) {
    self.count = max(0, min(count, Self.capacity))
  }

  mutating func writeARPRequest() {
    let request = ARPPacket(
      operation: .request, senderHardware: Self.peerHardware, senderProtocol: Self.peer,
      targetHardware: .zero, targetProtocol: Self.own)
    write(type: .arp, to: .broadcast, length: ARPPacket.length) { bytes in
      request.write(to: &bytes, at: 14)
    }
  }

  mutating func writeEchoRequest(_ data: Span<UInt8>, sequence: UInt16) {
    writePacket(.icmp, length: ICMPv4Message.headerLength + data.count) { bytes in
      let sum = bytes.copyAndSum(data, at: 42)
      ICMPv4Header(type: .echoRequest, restOfHeader: 0x4D41_0000 | UInt32(sequence)).write(
        to: &bytes, at: 34, payload: InternetChecksum(nativeSum: sum, byteCount: data.count))
    }
  }

  mutating func writeDatagram(_ data: Span<UInt8>, to port: UInt16) {
    writePacket(.udp, length: UDPDatagram.headerLength + data.count) { bytes in
      let sum = bytes.copyAndSum(data, at: 42)
      let pseudoHeader = UDPPseudoHeader(source: Self.peer, destination: Self.own)
      UDPHeader(sourcePort: 40_000, destinationPort: port).write(
        to: &bytes, at: 34, payloadLength: data.count,
        payload: (InternetChecksum(nativeSum: sum, byteCount: data.count), pseudoHeader))
    }
  }

  private mutating func writePacket(
    _ protocol: IPProtocol, length: Int, _ body: (inout MutableSpan<UInt8>) -> Void
  ) {
    write(type: .ipv4, to: Self.ownHardware, length: 20 + length) { bytes in
      body(&bytes)
      IPv4Header(protocol: `protocol`, source: Self.peer, destination: Self.own)
        .write(to: &bytes, at: 14, payloadLength: length)
    }
  }

  private mutating func write(
    type: EtherType, to destination: MACAddress, length: Int,
    _ body: (inout MutableSpan<UInt8>) -> Void
  ) {
    setCount(14 + length)
    var bytes = storage.mutableSpan
    EthernetHeader(destination: destination, source: Self.peerHardware, type: type)
      .write(to: &bytes)
    body(&bytes)
  }
}
