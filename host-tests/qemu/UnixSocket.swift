import Foundation
import Glibc

/// A Unix domain socket with a name in the file system.
final class UnixSocket {
  let descriptor: Int32

  init(type: __socket_type) throws {
    descriptor = socket(AF_UNIX, Int32(type.rawValue), 0)
    guard descriptor >= 0 else { throw Failure("no socket: \(Self.reason)") }
  }

  deinit {
    close(descriptor)
  }

  static var reason: String { unsafe String(cString: strerror(errno)) }

  func bind(to path: String) throws {
    let status = try unsafe withAddress(path) { unsafe Glibc.bind(descriptor, $0, $1) }
    guard status == 0 else { throw Failure("can't bind \(path): \(Self.reason)") }
  }

  func connect(to path: String) throws {
    let status = try unsafe withAddress(path) { unsafe Glibc.connect(descriptor, $0, $1) }
    guard status == 0 else { throw Failure("can't connect to \(path): \(Self.reason)") }
  }

  func write(_ bytes: [UInt8]) throws {
    let count = unsafe bytes.withUnsafeBytes {
      unsafe send(descriptor, $0.baseAddress, $0.count, 0)
    }
    guard count == bytes.count else { throw Failure("can't send: \(Self.reason)") }
  }

  /// - Returns: what was received, or nil when nothing came in time.
  func read(before deadline: Deadline) -> [UInt8]? {
    guard deadline.awaitInput(on: descriptor) else { return nil }
    var buffer = [UInt8](repeating: 0, count: 65536)
    let count = unsafe buffer.withUnsafeMutableBytes {
      unsafe recv(descriptor, $0.baseAddress, $0.count, 0)
    }
    return count >= 0 ? Array(buffer.prefix(count)) : nil
  }

  private func withAddress<Result>(
    _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) throws -> Result {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
      throw Failure("the path of a socket is too long: \(path)")
    }
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
    return unsafe withUnsafePointer(to: address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}
