import Glibc

/// Frames as datagrams between two sockets of the file system, as QEMU's datagram network has them.
final class DatagramLink: FrameLink {
  let descriptor: Int32
  private let path: String
  private var remote: sockaddr_un

  init(local: String, remote: String) throws(SimulatorError) {
    guard let address = UnixAddress.of(remote) else {
      throw .network("the name of the socket \(remote) is too long; choose one below 108 bytes")
    }
    self.remote = address
    path = local
    descriptor = try UnixAddress.socket(SOCK_DGRAM, boundTo: local)
  }

  deinit {
    close(descriptor)
    unsafe unlink(path)
  }

  func receive() -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 16384)
    // Receives no more than the buffer has.
    let count = unsafe buffer.withUnsafeMutableBytes {
      unsafe recv(descriptor, $0.baseAddress, $0.count, 0)
    }
    return count > 0 ? Array(buffer.prefix(count)) : nil
  }

  func send(_ frame: [UInt8]) {
    unsafe frame.withUnsafeBytes { bytes in
      unsafe withUnsafePointer(to: &remote) { pointer in
        // Frame and address live through the call.
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          _ = unsafe sendto(
            descriptor, bytes.baseAddress, bytes.count, 0, $0,
            socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
    }
  }
}
