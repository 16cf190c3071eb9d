import NetStack
import Wire

/// Frames that ask the stack for something, written with its own writers: what they cost is not
/// counted.
enum RequestFrame {
  static let own = IPv4Address(10, 0, 0, 2)
  private static let ownHardware = MACAddress(0x02, 0, 0, 0, 0, 0x02)

  /// The hardware address of a host on the link.
  private static func hardware(of host: UInt8) -> MACAddress {
    MACAddress(0x02, 0, 0, 0, 1, host)
  }

  static func address(of host: UInt8) -> IPv4Address { IPv4Address(10, 0, 0, host) }

  static func arp(from host: UInt8) -> [UInt8] {
    frame(from: host, to: .broadcast, .arp, ARPPacket.length) { bytes in
      ARPPacket(
        operation: .request, senderHardware: hardware(of: host),
        senderProtocol: address(of: host), targetHardware: MACAddress(0, 0, 0, 0, 0, 0),
        targetProtocol: own
      ).write(to: &bytes, at: 14)
    }
  }

  /// A ping of `count` bytes from a neighbor.
  static func ping(from host: UInt8, payload count: Int) -> [UInt8] {
    let length = ICMPv4Message.headerLength + count
    return packet(from: host, address(of: host), .icmp, length) { bytes in
      ICMPv4Header(type: .echoRequest, restOfHeader: 0x0007_0001)
        .write(to: &bytes, at: 34, payload: InternetChecksum(of: bytes.span, from: 42))
    }
  }

  /// A datagram of `count` bytes that `host` hands on, from itself if there is no other `source`.
  static func datagram(
    from host: UInt8, source: IPv4Address? = nil, to port: UInt16, payload count: Int
  ) -> [UInt8] {
    let source = source ?? address(of: host)
    return packet(from: host, source, .udp, UDPDatagram.headerLength + count) { bytes in
      writeDatagram(to: &bytes, source: source, port: port, payload: count)
    }
  }

  /// A datagram to the echo port in two fragments, or only the first of them.
  static func fragments(
    from host: UInt8, identification: UInt16, payload count: Int, onlyFirst: Bool = false
  ) -> [[UInt8]] {
    let whole = datagram(from: host, to: 7, payload: count)
    let middle = 34 + (UDPDatagram.headerLength + count) / 16 * 8
    return (onlyFirst ? [34..<middle] : [34..<middle, middle..<whole.count]).map { range in
      frame(from: host, to: ownHardware, .ipv4, 20 + range.count) { bytes in
        IPv4Header(
          identification: identification, dontFragment: false,
          moreFragments: range.lowerBound == 34, fragmentOffset: range.lowerBound - 34,
          timeToLive: 64, protocol: .udp, source: address(of: host), destination: own
        ).write(to: &bytes, at: 14, payloadLength: range.count)
        bytes.copy(whole.span.extracting(range), at: 34)
      }
    }
  }

  private static func writeDatagram(
    to bytes: inout MutableSpan<UInt8>, source: IPv4Address, port: UInt16, payload count: Int
  ) {
    let sum = InternetChecksum(of: bytes.span, from: 42)
    UDPHeader(sourcePort: 40000, destinationPort: port).write(
      to: &bytes, at: 34, payloadLength: count,
      payload: (sum, UDPPseudoHeader(source: source, destination: own)))
  }

  private static func packet(
    from host: UInt8, _ source: IPv4Address, _ number: IPProtocol, _ count: Int,
    _ write: (inout MutableSpan<UInt8>) -> Void
  ) -> [UInt8] {
    frame(from: host, to: ownHardware, .ipv4, 20 + count) { bytes in
      IPv4Header(timeToLive: 64, protocol: number, source: source, destination: own)
        .write(to: &bytes, at: 14, payloadLength: count)
      write(&bytes)
    }
  }

  /// A frame with `count` bytes behind its header, of a pattern until `write` changes them.
  private static func frame(
    from host: UInt8, to destination: MACAddress, _ type: EtherType, _ count: Int,
    _ write: (inout MutableSpan<UInt8>) -> Void
  ) -> [UInt8] {
    var frame = (0..<14 + count).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    var bytes = frame.mutableSpan
    EthernetHeader(destination: destination, source: hardware(of: host), type: type)
      .write(to: &bytes)
    write(&bytes)
    return frame
  }
}

extension InternetChecksum {
  fileprivate init(of bytes: Span<UInt8>, from offset: Int) {
    self.init()
    add(bytes.extracting(offset..<bytes.count))
  }
}
