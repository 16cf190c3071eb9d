import Link
import Text
import Wire

/// Control messages (RFC 792).
extension FrameDescription {
  func write<Sink: TextSink & ~Copyable>(icmpv4 bytes: Span<UInt8>, to sink: inout Sink) {
    sink.write("ICMP ")
    do {
      let isVerified = deviceChecksums.contains(.icmpv4)
      Self.write(try ICMPv4Message(bytes, verifyingChecksum: !isVerified), to: &sink)
      sink.write(length: bytes.count)
    } catch {
      switch error {
      case .truncated:
        sink.write("[truncated]")
        sink.write(length: bytes.count)
      case .checksum:
        guard let message = try? ICMPv4Message(bytes, verifyingChecksum: false) else { return }
        Self.write(message, to: &sink)
        sink.write(length: bytes.count)
        sink.write(" [bad ICMP checksum]")
      }
    }
  }

  private static func write<Sink: TextSink & ~Copyable>(
    _ message: ICMPv4Message, to sink: inout Sink
  ) {
    switch message.type {
    case .echoRequest: write(echo: message, "echo request", to: &sink)
    case .echoReply: write(echo: message, "echo reply", to: &sink)
    case .destinationUnreachable: write(unreachable: message, to: &sink)
    case .timeExceeded:
      sink.write(message.code == 0 ? "time exceeded in-transit" : "ip reassembly time exceeded")
    case .redirect:
      sink.write("redirect to ")
      sink.write(IPv4Address(rawValue: message.restOfHeader))
    default:
      sink.write("type-#")
      sink.write(UInt32(message.type.rawValue))
      sink.write(" code ")
      sink.write(UInt32(message.code))
    }
  }

  private static func write<Sink: TextSink & ~Copyable>(
    echo message: ICMPv4Message, _ name: StaticString, to sink: inout Sink
  ) {
    sink.write(name)
    sink.write(", id ")
    sink.write(message.restOfHeader >> 16)
    sink.write(", seq ")
    sink.write(message.restOfHeader & 0xFFFF)
  }

  private static func write<Sink: TextSink & ~Copyable>(
    unreachable message: ICMPv4Message, to sink: inout Sink
  ) {
    let quote = message.payload
    // A quote is cut short, which no view takes; only its fixed header is read.
    guard quote.count >= IPv4Packet.minimumHeaderLength else {
      sink.write("[truncated quote] unreachable")
      return
    }
    switch message.code {
    case UnreachableCode.network: sink.write("net ")
    case UnreachableCode.host: sink.write("host ")
    default: break
    }
    sink.write(IPv4Address(rawValue: quote.uint32(at: 16)))
    switch message.code {
    case UnreachableCode.protocol:
      sink.write(" protocol ")
      sink.write(UInt32(quote[9]))
    case UnreachableCode.port: writePort(quotedIn: quote, to: &sink)
    default: break
    }
    sink.write(" unreachable")
    writeReason(of: message, to: &sink)
  }

  private static func writeReason<Sink: TextSink & ~Copyable>(
    of message: ICMPv4Message, to sink: inout Sink
  ) {
    switch message.code {
    case UnreachableCode.network...UnreachableCode.port: break
    case UnreachableCode.fragmentationNeeded:
      sink.write(" - need to frag (mtu ")
      // RFC 1191 §4.
      sink.write(message.restOfHeader & 0xFFFF)
      sink.write(")")
    case UnreachableCode.sourceRouteFailed:
      sink.write(" - source route failed")
    default:
      sink.write(" - #")
      sink.write(UInt32(message.code))
    }
  }

  private static func writePort<Sink: TextSink & ~Copyable>(
    quotedIn quote: Span<UInt8>, to sink: inout Sink
  ) {
    let ports = Int(quote[0] & 0x0F) &* 4
    sink.write(quote[9] == IPProtocol.udp.rawValue ? " udp port" : " port")
    guard ports &+ 4 <= quote.count else { return }
    sink.write(" ")
    sink.write(UInt32(quote.uint16(at: ports &+ 2)))
  }
}
