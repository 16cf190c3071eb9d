/// An address resolution packet for IPv4 over Ethernet (RFC 826).
public struct ARPPacket: Equatable, Sendable {
  public static let length = 28

  public enum Malformation: Error {
    /// Fewer than `length` bytes.
    case truncated
    /// Hardware other than Ethernet, a protocol other than IPv4, or addresses of other lengths.
    case unsupported
  }

  /// The operation (assigned ARP parameters). Only request and reply matter to a host.
  public struct Operation: RawRepresentable, Equatable, Sendable {
    public let rawValue: UInt16

    @inlinable
    public init(rawValue: UInt16) {
      self.rawValue = rawValue
    }

    public static let request = Operation(rawValue: 1)
    public static let reply = Operation(rawValue: 2)
  }

  public var operation: Operation
  public var senderHardware: MACAddress
  public var senderProtocol: IPv4Address
  public var targetHardware: MACAddress
  public var targetProtocol: IPv4Address

  public init(
    operation: Operation, senderHardware: MACAddress, senderProtocol: IPv4Address,
    targetHardware: MACAddress, targetProtocol: IPv4Address
  ) {
    self.operation = operation
    self.senderHardware = senderHardware
    self.senderProtocol = senderProtocol
    self.targetHardware = targetHardware
    self.targetProtocol = targetProtocol
  }

  /// Reads the packet at the start of `bytes`; what follows it is padding.
  @inlinable @inline(__always)
  public init(_ bytes: Span<UInt8>) throws(Malformation) {
    guard bytes.count >= Self.length else { throw .truncated }
    guard bytes.uint32(at: 0) == Self.ethernetAndIPv4, bytes.uint16(at: 4) == Self.addressLengths
    else { throw .unsupported }
    self.init(fieldsIn: bytes)
  }

  /// Nil when it is malformed or no request.
  @inlinable @inline(__always)
  public init?(request bytes: Span<UInt8>) {
    guard bytes.count >= Self.length, bytes.uint32(at: 0) == Self.ethernetAndIPv4,
      bytes.uint16(at: 4) == Self.addressLengths,
      bytes.uint16(at: 6) == Operation.request.rawValue
    else { return nil }
    self.init(fieldsIn: bytes)
  }

  /// - Parameter bytes: at least `length`, of IPv4 over Ethernet.
  @inlinable @inline(__always)
  init(fieldsIn bytes: Span<UInt8>) {
    operation = Operation(rawValue: bytes.uint16(at: 6))
    senderHardware = MACAddress(in: bytes, at: 8)
    senderProtocol = IPv4Address(in: bytes, at: 14)
    targetHardware = MACAddress(in: bytes, at: 18)
    targetProtocol = IPv4Address(in: bytes, at: 24)
  }

  /// Writes 28 bytes at `offset`.
  @inlinable @inline(__always)
  @_lifetime(bytes: copy bytes)
  public func write(to bytes: inout MutableSpan<UInt8>, at offset: Int) {
    // One guard for all of it.
    var packet = bytes.part(offset..<offset &+ Self.length)
    packet.store(Self.ethernetAndIPv4, at: 0)
    packet.store(Self.addressLengths, at: 4)
    packet.store(operation.rawValue, at: 6)
    packet.store(senderHardware, at: 8)
    packet.store(wire: senderProtocol.wireValue, at: 14)
    packet.store(targetHardware, at: 18)
    packet.store(wire: targetProtocol.wireValue, at: 24)
  }

  /// Hardware type 1 and protocol type 0x0800.
  @inlinable static var ethernetAndIPv4: UInt32 { 0x0001_0800 }
  /// Hardware addresses of 6 octets and protocol addresses of 4.
  @inlinable static var addressLengths: UInt16 { 0x0604 }
}
