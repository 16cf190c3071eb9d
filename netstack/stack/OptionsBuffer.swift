/// The options of a packet that is being built: at most 40 bytes (RFC 791 §3.1).
struct OptionsBuffer {
  static var capacity: Int { 40 }

  private var bytes = InlineArray<40, UInt8>(repeating: 0)
  private(set) var count = 0

  var span: Span<UInt8> {
    @_lifetime(borrow self) get { bytes.span.extracting(first: count) }
  }

  mutating func removeAll() {
    count = 0
  }

  /// - Returns: where `data` begins.
  mutating func append(_ kind: IPv4Options.Kind, data: Span<UInt8>) -> Int {
    let start = append(kind, dataLength: data.count)
    var target = bytes.mutableSpan
    target.copy(data, at: start)
    return start
  }

  /// Appends an option whose data is yet to be stored.
  /// - Returns: where the data begins.
  mutating func append(_ kind: IPv4Options.Kind, dataLength: Int) -> Int {
    let length = dataLength &+ 2
    precondition(length <= bytes.count &- count)
    bytes[count] = kind.rawValue
    bytes[count &+ 1] = UInt8(truncatingIfNeeded: length)
    count &+= length
    return count &- dataLength
  }

  mutating func store(_ value: UInt8, at offset: Int) {
    bytes[offset] = value
  }

  mutating func store(_ value: UInt32, at offset: Int) {
    var target = bytes.mutableSpan
    target.store(value, at: offset)
  }

  /// Makes this a copy of `options`.
  mutating func replace(with options: Span<UInt8>) {
    precondition(options.count <= bytes.count)
    count = options.count
    var target = bytes.mutableSpan
    target.copy(options, at: 0)
  }

  /// Turns the options that only the first fragment of a datagram has into no-operations
  /// (RFC 791 §3.1: those without the copied flag).
  mutating func blankUncopied() {
    var iterator = IPv4Options(span)
    var blanks = InlineArray<40, Bool>(repeating: false)
    while let option = try? iterator.next() {
      guard option.kind.rawValue & 0x80 == 0 else { continue }
      for index in option.offset..<option.offset &+ option.data.count &+ 2 {
        blanks[index] = true
      }
    }
    for index in 0..<count where blanks[index] {
      bytes[index] = IPv4Options.Kind.noOperation.rawValue
    }
  }

  /// Fills the last word with end-of-options bytes.
  mutating func pad() {
    while count % 4 != 0 {
      bytes[count] = IPv4Options.Kind.endOfOptions.rawValue
      count &+= 1
    }
  }
}
