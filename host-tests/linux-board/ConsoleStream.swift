import Glibc
import Text

/// A stream of the process as a console, written line by line.
struct ConsoleStream: TextSink {
  let descriptor: Int32
  private var line: [UInt8] = []

  init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  mutating func write(byte: UInt8) {
    line.append(byte)
    if byte == 0x0A { flush() }
  }

  /// Writes what there is. What the system does not take is lost.
  private mutating func flush() {
    // The array's bytes live through the call.
    _ = unsafe line.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
    line.removeAll(keepingCapacity: true)
  }
}
