/// The fields of an IPv4 header (RFC 791 §3.1), but for those that follow from the packet's
/// lengths and content.
public struct IPv4Header: Equatable, Sendable {
  public var typeOfService: UInt8
  public var identification: UInt16
  public var dontFragment: Bool
  public var moreFragments: Bool
  /// In bytes, a multiple of 8, 0…65528.
  public var fragmentOffset: Int
  public var timeToLive: UInt8
  public var `protocol`: IPProtocol
  public var source: IPv4Address
  public var destination: IPv4Address

  @inlinable
  public init(
    typeOfService: UInt8 = 0, identification: UInt16 = 0, dontFragment: Bool = false,
    moreFragments: Bool = false, fragmentOffset: Int = 0, timeToLive: UInt8 = 64,
    protocol: IPProtocol, source: IPv4Address, destination: IPv4Address
  ) {
    self.typeOfService = typeOfService
    self.identification = identification
    self.dontFragment = dontFragment
    self.moreFragments = moreFragments
    self.fragmentOffset = fragmentOffset
    self.timeToLive = timeToLive
    self.protocol = `protocol`
    self.source = source
    self.destination = destination
  }

  /// Writes a header without options at `offset`.
  /// - Parameters:
  ///   - payloadLength: what follows the header, at most 65515 bytes.
  ///   - computingChecksum: false leaves the checksum zero, for a device that fills it in.
  @inlinable
  @_lifetime(bytes: copy bytes)
  public func write(
    to bytes: inout MutableSpan<UInt8>, at offset: Int, payloadLength: Int,
    computingChecksum: Bool = true
  ) {
    write(
      to: &bytes, at: offset, optionsLength: 0, payloadLength: payloadLength,
      computingChecksum: computingChecksum)
  }

  /// Writes a header with options at `offset`.
  /// - Parameter options: at most 40 bytes, a multiple of 4; pad with end-of-options bytes.
  @_lifetime(bytes: copy bytes)
  public func write(
    to bytes: inout MutableSpan<UInt8>, at offset: Int, options: Span<UInt8>, payloadLength: Int,
    computingChecksum: Bool = true
  ) {
    precondition(options.count <= 40 && options.count % 4 == 0)
    bytes.copy(options, at: offset &+ IPv4Packet.minimumHeaderLength)
    write(
      to: &bytes, at: offset, optionsLength: options.count, payloadLength: payloadLength,
      computingChecksum: computingChecksum)
  }

  /// Writes a header at `offset`, whose options stand in their place already.
  /// - Parameter optionsLength: at most 40, a multiple of 4.
  @inlinable @inline(__always)
  @_lifetime(bytes: copy bytes)
  public func write(
    to bytes: inout MutableSpan<UInt8>, at offset: Int, optionsLength: Int, payloadLength: Int,
    computingChecksum: Bool = true
  ) {
    precondition(optionsLength >= 0 && optionsLength <= 40 && optionsLength % 4 == 0)
    let headerLength = IPv4Packet.minimumHeaderLength &+ optionsLength
    precondition(payloadLength >= 0 && payloadLength <= 0xFFFF &- headerLength)
    var checksum = InternetChecksum()
    if optionsLength > 0 {
      let start = offset &+ IPv4Packet.minimumHeaderLength
      checksum.add(bytes.span.extracting(start..<start &+ optionsLength))
    }
    let version = UInt32(truncatingIfNeeded: 0x40 | headerLength / 4)
    let length = UInt32(truncatingIfNeeded: headerLength &+ payloadLength)
    let flags: UInt32 = (dontFragment ? 0x4000 : 0) | (moreFragments ? 0x2000 : 0)
    let fragment = flags | UInt32(truncatingIfNeeded: fragmentOffset / 8) & 0x1FFF
    let first = (version << 24 | UInt32(typeOfService) << 16 | length).bigEndian
    let second = (UInt32(identification) << 16 | fragment).bigEndian
    let third = (UInt32(timeToLive) << 24 | UInt32(`protocol`.rawValue) << 16).bigEndian
    checksum.add(wireWords: (first, second, third, source.wireValue, destination.wireValue))
    // One guard for all of it.
    var header = bytes.part(offset..<offset &+ IPv4Packet.minimumHeaderLength)
    header.store(wire: first, at: 0)
    header.store(wire: second, at: 4)
    let field = computingChecksum ? checksum.wireValue : 0
    header.store(wire: third | UInt32(field) << 16, at: 8)
    header.store(wire: source.wireValue, at: 12)
    header.store(wire: destination.wireValue, at: 16)
  }
}
