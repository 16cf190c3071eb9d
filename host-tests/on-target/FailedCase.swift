import Text

/// The inputs of a case that doesn't hold.
struct FailedCase {
  /// Without a name where there are fewer.
  private let inputs: [3 of Input]

  init(_ first: Input = .none, _ second: Input = .none, _ third: Input = .none) {
    inputs = [first, second, third]
  }

  /// Writes `: length 3, source 7`.
  func write<Sink: TextSink & ~Copyable>(to sink: inout Sink) {
    for index in inputs.indices where !inputs[index].isNone {
      sink.write(index == 0 ? ": " : ", ")
      inputs[index].write(to: &sink)
    }
  }
}

struct Input {
  private let name: StaticString
  private let value: UInt64

  static var none: Input { Input("", 0) }

  init(_ name: StaticString, _ value: some BinaryInteger) {
    self.name = name
    self.value = UInt64(truncatingIfNeeded: value)
  }

  var isNone: Bool { name.utf8CodeUnitCount == 0 }

  /// In decimal what fits 32 bits, in hexadecimal what doesn't.
  func write<Sink: TextSink & ~Copyable>(to sink: inout Sink) {
    let (high, low) = (UInt32(truncatingIfNeeded: value >> 32), UInt32(truncatingIfNeeded: value))
    sink.write(name)
    sink.write(" ")
    guard high != 0 else { return sink.write(low) }
    sink.write("0x")
    sink.write(hexadecimal: high)
    sink.write(hexadecimal: low)
  }
}
