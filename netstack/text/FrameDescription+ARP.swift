import Text
import Wire

/// Address resolution (RFC 826).
extension FrameDescription {
  static func write<Sink: TextSink & ~Copyable>(
    arp bytes: Span<UInt8>, to sink: inout Sink
  ) {
    sink.write("ARP, ")
    do {
      write(try ARPPacket(bytes), to: &sink)
    } catch {
      switch error {
      case .truncated: sink.write("[truncated]")
      case .unsupported: sink.write("[not IPv4 over Ethernet]")
      }
    }
    sink.write(length: bytes.count)
  }

  private static func write<Sink: TextSink & ~Copyable>(
    _ packet: ARPPacket, to sink: inout Sink
  ) {
    switch packet.operation {
    case .request:
      sink.write("Request who-has ")
      sink.write(packet.targetProtocol)
      if packet.targetHardware != .zero {
        sink.write(" (")
        sink.write(packet.targetHardware)
        sink.write(")")
      }
      sink.write(" tell ")
      sink.write(packet.senderProtocol)
    case .reply:
      sink.write("Reply ")
      sink.write(packet.senderProtocol)
      sink.write(" is-at ")
      sink.write(packet.senderHardware)
    default:
      sink.write("operation ")
      sink.write(UInt32(packet.operation.rawValue))
      sink.write(" from ")
      sink.write(packet.senderProtocol)
      sink.write(" for ")
      sink.write(packet.targetProtocol)
    }
  }
}
