public import Link
public import Text
import Wire

/// A frame in one line for people, in the words of tcpdump.
///
/// What is malformed is said in brackets, with whatever could still be read.
public struct FrameDescription: ~Escapable {
  let bytes: Span<UInt8>
  let deviceChecksums: ChecksumSet

  /// - Parameters:
  ///   - bytes: the frame from its destination address on.
  ///   - deviceChecksums: the checksums that are the device's to verify or to fill in. They are
  ///     not looked at.
  @_lifetime(copy bytes)
  public init(_ bytes: Span<UInt8>, deviceChecksums: ChecksumSet = []) {
    self.bytes = bytes
    self.deviceChecksums = deviceChecksums
  }

  /// Writes the line without its end.
  public func write<Sink: TextSink & ~Copyable>(to sink: inout Sink) {
    guard let frame = try? EthernetFrame(bytes) else {
      sink.write("[truncated Ethernet]")
      sink.write(length: bytes.count)
      return
    }
    switch frame.type {
    case .arp: Self.write(arp: frame.payload, to: &sink)
    case .ipv4: write(ipv4: frame.payload, to: &sink)
    default: Self.write(unknown: frame, to: &sink)
    }
  }

  private static func write<Sink: TextSink & ~Copyable>(
    unknown frame: EthernetFrame, to sink: inout Sink
  ) {
    sink.write(frame.source)
    sink.write(" > ")
    sink.write(frame.destination)
    sink.write(", ethertype 0x")
    sink.write(hexadecimal: UInt32(frame.type.rawValue), digits: 4)
    sink.write(length: EthernetFrame.headerLength &+ frame.payload.count)
  }
}

extension TextSink where Self: ~Copyable {
  mutating func write(decimal number: Int) {
    write(UInt32(clamping: number))
  }

  mutating func write(length: Int) {
    write(", length ")
    write(decimal: length)
  }
}
