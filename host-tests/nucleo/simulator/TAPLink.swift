import TAP

/// The TAP of Linux as the wire.
final class TAPLink: FrameLink {
  private let file: TAPFile
  private var buffer = [UInt8](repeating: 0, count: 16384)

  init(name: String) throws(SimulatorError) {
    do {
      file = try TAPFile(name: name)
    } catch {
      throw .network(error.message)
    }
  }

  var descriptor: Int32 { file.descriptor }

  func receive() -> [UInt8]? {
    var bytes = buffer.mutableSpan
    guard let count = file.read(into: &bytes) else { return nil }
    return Array(buffer.prefix(count))
  }

  func send(_ frame: [UInt8]) {
    _ = file.write(frame.span)
  }
}
