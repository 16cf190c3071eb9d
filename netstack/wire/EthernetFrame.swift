/// An Ethernet II frame without its frame check sequence (RFC 894).
public struct EthernetFrame: ~Escapable {
  /// Destination, source and type.
  public static let headerLength = 14
  /// The shortest frame on the medium, without frame check sequence; senders pad to it (RFC 894).
  public static let minimumLength = 60

  public enum Malformation: Error {
    /// Fewer than `headerLength` bytes.
    case truncated
  }

  @usableFromInline let bytes: Span<UInt8>

  @_lifetime(copy bytes)
  @inlinable @inline(__always)
  public init(_ bytes: Span<UInt8>) throws(Malformation) {
    guard bytes.count >= Self.headerLength else { throw .truncated }
    self.bytes = bytes
  }

  /// Nil when the frame is malformed. For those who need no reason: to throw one takes registers on
  /// the way that all frames go.
  @_lifetime(copy bytes)
  @inlinable @inline(__always)
  public init?(whole bytes: Span<UInt8>) {
    guard bytes.count >= Self.headerLength else { return nil }
    self.bytes = bytes
  }

  @inlinable @inline(__always)
  public var destination: MACAddress { MACAddress(in: bytes, at: 0) }
  @inlinable @inline(__always)
  public var source: MACAddress { MACAddress(in: bytes, at: 6) }

  /// The type, or a length below 0x0600 in an IEEE 802.3 frame (RFC 1122 §2.3.3).
  @inlinable @inline(__always)
  public var type: EtherType { EtherType(rawValue: bytes.uint16(at: 12)) }

  /// What follows the header, padding included.
  @inlinable public var payload: Span<UInt8> {
    @inline(__always) @_lifetime(copy self) get { bytes.after(Self.headerLength) }
  }

  public var header: EthernetHeader {
    EthernetHeader(destination: destination, source: source, type: type)
  }
}

/// The fields of an Ethernet II header.
public struct EthernetHeader: Equatable, Sendable {
  public var destination: MACAddress
  public var source: MACAddress
  public var type: EtherType

  @inlinable
  public init(destination: MACAddress, source: MACAddress, type: EtherType) {
    self.destination = destination
    self.source = source
    self.type = type
  }

  /// Writes 14 bytes at the start of `frame`.
  @inlinable @inline(__always)
  @_lifetime(frame: copy frame)
  public func write(to frame: inout MutableSpan<UInt8>) {
    // One guard for all of it.
    var header = frame.part(0..<EthernetFrame.headerLength)
    header.store(destination, at: 0)
    header.store(source, at: 6)
    header.store(type.rawValue, at: 12)
  }
}
