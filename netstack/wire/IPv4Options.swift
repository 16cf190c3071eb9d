/// The options of an IPv4 header, read one after the other (RFC 791 §3.1).
///
/// Any bytes are safe: a length that doesn't fit ends the sequence with an error.
public struct IPv4Options: ~Escapable {
  public enum Malformation: Error {
    /// A length below 2, beyond the header, or missing.
    case length
  }

  /// An option's type octet: copied flag, class and number (RFC 791 §3.1).
  public struct Kind: RawRepresentable, Equatable, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) {
      self.rawValue = rawValue
    }

    public static let endOfOptions = Kind(rawValue: 0)
    public static let noOperation = Kind(rawValue: 1)
    public static let recordRoute = Kind(rawValue: 7)
    public static let timestamp = Kind(rawValue: 68)
    public static let looseSourceRoute = Kind(rawValue: 131)
    public static let strictSourceRoute = Kind(rawValue: 137)
    public static let routerAlert = Kind(rawValue: 148)
  }

  /// One option.
  public struct Option: ~Escapable {
    public let kind: Kind
    /// Where the type octet stands among the options.
    public let offset: Int
    /// What follows the type and length octets.
    public let data: Span<UInt8>

    @_lifetime(copy data)
    init(kind: Kind, offset: Int, data: Span<UInt8>) {
      self.kind = kind
      self.offset = offset
      self.data = data
    }
  }

  private let bytes: Span<UInt8>
  private var offset = 0

  @_lifetime(copy bytes)
  public init(_ bytes: Span<UInt8>) {
    self.bytes = bytes
  }

  /// The next option that carries meaning; no-operation octets are skipped.
  /// - Returns: nil at the end of the options.
  @_lifetime(copy self)
  public mutating func next() throws(Malformation) -> Option? {
    while offset < bytes.count, bytes[offset] == Kind.noOperation.rawValue { offset &+= 1 }
    guard offset < bytes.count, bytes[offset] != Kind.endOfOptions.rawValue else { return nil }
    let start = offset
    guard bytes.count &- start >= 2 else { throw .length }
    let length = Int(bytes[start &+ 1])
    guard length >= 2, length <= bytes.count &- start else { throw .length }
    offset = start &+ length
    return Option(
      kind: Kind(rawValue: bytes[start]), offset: start,
      data: bytes.extracting(start &+ 2..<offset))
  }
}
