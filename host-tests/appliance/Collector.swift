import Text

/// Keeps what is written.
struct Collector: TextSink {
  private(set) var bytes: [UInt8] = []

  mutating func write(byte: UInt8) { bytes.append(byte) }

  var text: String { String(decoding: bytes, as: UTF8.self) }
}
