import Link
import Text
import Wire

/// User datagrams (RFC 768).
extension FrameDescription {
  /// Writes the packet's addresses with the ports, then the datagram.
  func write<Sink: TextSink & ~Copyable>(udp packet: IPv4Packet, to sink: inout Sink) {
    let isVerified = deviceChecksums.contains(.udp)
    do {
      let datagram = try UDPDatagram(
        packet.payload,
        pseudoHeader: isVerified
          ? nil : UDPPseudoHeader(source: packet.source, destination: packet.destination))
      Self.write(datagram, in: packet, to: &sink)
    } catch {
      switch error {
      case .truncated: Self.write(packet, defect: "[truncated]", to: &sink)
      case .length: Self.write(packet, defect: "[length]", to: &sink)
      case .checksum:
        if let datagram = try? UDPDatagram(packet.payload, pseudoHeader: nil) {
          Self.write(datagram, in: packet, to: &sink)
          sink.write(" [bad UDP checksum]")
        }
      }
    }
  }

  private static func write<Sink: TextSink & ~Copyable>(
    _ datagram: UDPDatagram, in packet: IPv4Packet, to sink: inout Sink
  ) {
    sink.write(packet.source)
    sink.write(".")
    sink.write(UInt32(datagram.sourcePort))
    sink.write(" > ")
    sink.write(packet.destination)
    sink.write(".")
    sink.write(UInt32(datagram.destinationPort))
    sink.write(": UDP")
    sink.write(length: datagram.payload.count)
  }

  private static func write<Sink: TextSink & ~Copyable>(
    _ packet: IPv4Packet, defect: StaticString, to sink: inout Sink
  ) {
    writeAddresses(of: packet, to: &sink)
    sink.write("UDP ")
    sink.write(defect)
    sink.write(length: packet.payload.count)
  }
}
