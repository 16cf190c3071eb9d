import Glibc

/// Lines that command the board: on a socket of the file system, one client at a time.
final class ControlChannel {
  private let listener: Int32
  private var client: Int32 = -1
  private var received: [UInt8] = []
  private let path: String

  init(path: String) throws(SimulatorError) {
    self.path = path
    listener = try UnixAddress.socket(SOCK_STREAM, boundTo: path)
    guard listen(listener, 1) == 0 else {
      throw .network("\(path) can't be listened on; name another file with --control")
    }
  }

  deinit {
    if client >= 0 { close(client) }
    close(listener)
    unsafe unlink(path)
  }

  var descriptors: [Int32] { client >= 0 ? [client] : [listener] }

  /// The next line, without its end; nil when there is none.
  func nextLine() -> String? {
    if client < 0 {
      // Nobody asks who it is.
      client = accept(listener, nil, nil)
      guard client >= 0 else { return nil }
    }
    if !received.contains(0x0A) { read() }
    guard let end = received.firstIndex(of: 0x0A) else { return nil }
    defer { received.removeSubrange(...end) }
    return String(decoding: received[..<end], as: UTF8.self)
  }

  func answer(_ line: String) {
    guard client >= 0 else { return }
    let bytes = Array((line + "\n").utf8)
    // The array's bytes live through the call.
    _ = unsafe bytes.withUnsafeBytes {
      unsafe send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
    }
  }

  private func read() {
    var buffer = [UInt8](repeating: 0, count: 1024)
    // Receives no more than the buffer has.
    let count = unsafe buffer.withUnsafeMutableBytes {
      unsafe recv(client, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT))
    }
    if count > 0 {
      received += buffer.prefix(count)
    } else if count == 0 || errno != EAGAIN {
      close(client)
      client = -1
      received = []
    }
  }
}
