/// The input as a sequence of decisions. Past its end everything is zero.
struct Script {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  var isAtEnd: Bool { position >= bytes.count }

  mutating func byte() -> UInt8 {
    guard position < bytes.count else { return 0 }
    defer { position &+= 1 }
    return bytes[position]
  }

  mutating func word() -> UInt16 {
    UInt16(byte()) << 8 | UInt16(byte())
  }

  mutating func long() -> UInt32 {
    UInt32(word()) << 16 | UInt32(word())
  }

  /// A length of which small ones, and those about a frame's and a datagram's limit, are near.
  mutating func length() -> Int {
    let choice = Int(byte())
    return choice < 160 ? choice : 160 &+ (choice &- 160) &* 24
  }

  mutating func take(_ count: Int) -> ArraySlice<UInt8> {
    let end = min(bytes.count, position &+ count)
    defer { position = end }
    return bytes[position..<end]
  }
}
