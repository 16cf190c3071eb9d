import Glibc

/// Sockets with names in the file system.
enum UnixAddress {
  /// A socket that does not block, bound to a name that is made afresh.
  static func socket(
    _ type: __socket_type, boundTo path: String
  ) throws(SimulatorError) -> Int32 {
    let descriptor = Glibc.socket(
      AF_UNIX, Int32(type.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
    guard descriptor >= 0, var address = of(path) else {
      throw .network("the name of the socket \(path) is too long; choose one below 108 bytes")
    }
    // The path is a string that lives through the call.
    unsafe unlink(path)
    let status = unsafe withUnsafePointer(to: &address) { pointer in
      // The address as bind takes it, which lives through the call.
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard status == 0 else {
      close(descriptor)
      throw .network("the socket \(path) can't be made; is its folder there?")
    }
    return descriptor
  }

  /// - Returns: nil when the path is too long.
  static func of(_ path: String) -> sockaddr_un? {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
    // Leaves room for the zero at its end, by the check above.
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
    return address
  }
}
