import Text
import Wrappers

/// Keeps the text that is written.
struct TextCollector: TextSink {
  private var bytes: [UInt8] = []

  init() {}

  var text: String { String(decoding: bytes, as: UTF8.self) }
  var lines: [String] { text.split(separator: "\n").map(String.init) }

  mutating func write(byte: UInt8) { bytes.append(byte) }
}

/// Keeps the bytes that are written.
struct ByteCollector: ByteSink {
  private(set) var bytes: [UInt8] = []

  init() {}

  mutating func write(_ span: Span<UInt8>) { bytes += Array(span) }
}
