import Glibc

/// The other end of QEMU's datagram network: each datagram is a frame.
final class DatagramLink {
  private let socket: UnixSocket
  private let remote: String
  private var isConnected = false

  init(local: String, remote: String) throws {
    socket = try UnixSocket(type: SOCK_DGRAM)
    try socket.bind(to: local)
    self.remote = remote
  }

  func send(_ frame: [UInt8]) throws {
    if !isConnected {
      try socket.connect(to: remote)
      isConnected = true
    }
    try socket.write(frame)
  }

  /// The next frame from the board.
  func receive(seconds: Double = 2) -> [UInt8]? {
    socket.read(before: Deadline(seconds: seconds))
  }

  /// The next frame from the board that fits, passing over others.
  func receive(seconds: Double = 2, where fits: ([UInt8]) -> Bool) -> [UInt8]? {
    let deadline = Deadline(seconds: seconds)
    while let frame = socket.read(before: deadline) {
      if fits(frame) { return frame }
    }
    return nil
  }
}
