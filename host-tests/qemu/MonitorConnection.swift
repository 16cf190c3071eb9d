import Glibc

/// QEMU's human monitor.
struct MonitorConnection {
  private let socket: UnixSocket

  init(path: String) throws {
    socket = try UnixSocket(type: SOCK_STREAM)
    try socket.connect(to: path)
    try awaitPrompt()
  }

  /// Runs one command and waits for the next prompt.
  func run(_ command: String) throws {
    try socket.write(Array("\(command)\n".utf8))
    try awaitPrompt()
  }

  private func awaitPrompt() throws {
    let deadline = Deadline(seconds: 10)
    var text = ""
    while !text.hasSuffix("(qemu) ") {
      guard let bytes = socket.read(before: deadline), !bytes.isEmpty else {
        throw Failure("the monitor gave no prompt: \(text)")
      }
      text += String(decoding: bytes, as: UTF8.self)
    }
  }
}
