import Link
import Text
import Wire

/// Internet protocol (RFC 791).
extension FrameDescription {
  func write<Sink: TextSink & ~Copyable>(ipv4 bytes: Span<UInt8>, to sink: inout Sink) {
    sink.write("IP ")
    do {
      let isVerified = deviceChecksums.contains(.ipv4Header)
      write(try IPv4Packet(bytes, verifyingChecksum: !isVerified), to: &sink)
    } catch {
      switch error {
      case .truncated: sink.write("[truncated]")
      case .version: sink.write("[version is not 4]")
      case .headerLength: sink.write("[header length]")
      case .totalLength: sink.write("[total length beyond the frame]")
      case .checksum:
        if let packet = try? IPv4Packet(bytes, verifyingChecksum: false) {
          write(packet, to: &sink)
          sink.write(" [bad IP checksum]")
        }
        return
      }
      sink.write(length: bytes.count)
    }
  }

  private func write<Sink: TextSink & ~Copyable>(_ packet: IPv4Packet, to sink: inout Sink) {
    // A fragment's ports, if any, are not its own.
    if !packet.isFragment && packet.protocol == .udp {
      write(udp: packet, to: &sink)
    } else {
      Self.writeAddresses(of: packet, to: &sink)
      writePayload(of: packet, to: &sink)
    }
    if packet.timeToLive < Self.lowTimeToLive {
      sink.write(" [ttl ")
      sink.write(UInt32(packet.timeToLive))
      sink.write("]")
    }
  }

  /// The lowest common initial value is 64 (RFC 1700), and hardly a path has over 32 hops: a packet
  /// with less comes from a loop, from traceroute, or was never to leave its link.
  private static var lowTimeToLive: UInt8 { 32 }

  static func writeAddresses<Sink: TextSink & ~Copyable>(
    of packet: IPv4Packet, to sink: inout Sink
  ) {
    sink.write(packet.source)
    sink.write(" > ")
    sink.write(packet.destination)
    sink.write(": ")
  }

  private func writePayload<Sink: TextSink & ~Copyable>(
    of packet: IPv4Packet, to sink: inout Sink
  ) {
    if packet.isFragment {
      Self.write(fragment: packet, to: &sink)
    } else if packet.protocol == .icmp {
      write(icmpv4: packet.payload, to: &sink)
    } else {
      Self.write(packet.protocol, to: &sink)
      sink.write(length: packet.payload.count)
    }
  }

  private static func write<Sink: TextSink & ~Copyable>(
    fragment packet: IPv4Packet, to sink: inout Sink
  ) {
    write(packet.protocol, to: &sink)
    sink.write(" (frag ")
    sink.write(UInt32(packet.identification))
    sink.write(":")
    sink.write(decimal: packet.payload.count)
    sink.write("@")
    sink.write(decimal: packet.fragmentOffset)
    sink.write(packet.moreFragments ? "+)" : ")")
  }

  static func write<Sink: TextSink & ~Copyable>(
    _ protocol: IPProtocol, to sink: inout Sink
  ) {
    switch `protocol` {
    case .icmp: sink.write("ICMP")
    case .udp: sink.write("UDP")
    default:
      sink.write("ip-proto-")
      sink.write(UInt32(`protocol`.rawValue))
    }
  }
}
