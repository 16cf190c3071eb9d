import Glibc

/// The terminal: what the board writes there, and lines of the simulator's own between the board's.
final class Console {
  private var isAtLineStart = true
  private var pending: [UInt8] = []
  /// The line that the board is writing.
  private var line: [UInt8] = []
  private let image: String
  /// Lines of the simulator's own that wait for the end of one that the board has begun.
  private var waiting: [UInt8] = []

  /// - Parameter image: what the board runs.
  init(image: String) {
    self.image = image
  }

  func write(_ byte: UInt8) {
    guard byte != 0x0D else { return }
    pending.append(byte)
    isAtLineStart = byte == 0x0A
    guard isAtLineStart else { return line.append(byte) }
    explainFault()
    line.removeAll(keepingCapacity: true)
    pending += waiting
    waiting.removeAll()
    flush()
  }

  /// Names the Swift lines of a fault's place behind the line of its report that has it.
  private func explainFault() {
    let text = String(decoding: line, as: UTF8.self)
    guard text.hasPrefix("  where: make symbolize "), let sign = text.lastIndex(of: "="),
      let address = UInt32(text[sign...].dropFirst(3), radix: 16)
    else { return }
    pending += Array(Place(address, image).lines.utf8)
  }

  /// Shows an LED's change. The blue one follows each frame, so only its first flash is worth a line.
  func show(led: String, isOn: Bool) {
    if led == "blue" {
      guard isOn, !hasBlueFlashed else { return }
      hasBlueFlashed = true
      return writeLine("led  blue flashes with each frame")
    }
    writeLine("led  \(led) \(isOn ? "on" : "off")")
  }

  private var hasBlueFlashed = false

  /// A line of the simulator's own.
  func writeLine(_ text: String) {
    waiting += Array((text + "\n").utf8)
    guard isAtLineStart else { return }
    pending += waiting
    waiting.removeAll()
    flush()
  }

  /// Ends a line that the board has begun.
  func finish() {
    if !isAtLineStart { pending.append(0x0A) }
    pending += waiting
    flush()
  }

  /// What the system does not take is lost.
  private func flush() {
    // The array's bytes live through the call.
    _ = unsafe pending.withUnsafeBytes {
      unsafe Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count)
    }
    pending.removeAll(keepingCapacity: true)
  }
}
