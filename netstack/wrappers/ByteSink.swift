/// Where bytes go: a serial line, a debugger's file, a test's array.
public protocol ByteSink: ~Copyable {
  mutating func write(_ bytes: Span<UInt8>)
}
