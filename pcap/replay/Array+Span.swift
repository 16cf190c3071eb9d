extension Array where Element == UInt8 {
  init(copying span: Span<UInt8>) {
    // The buffer is read only while the span lends it.
    self = unsafe span.withUnsafeBufferPointer { unsafe Array($0) }
  }
}
