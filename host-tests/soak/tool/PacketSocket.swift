import Glibc

/// A socket for whole frames of an interface (packet(7)).
final class PacketSocket {
  /// `sockaddr_ll`.
  private struct LinkAddress {
    var family = UInt16(AF_PACKET)
    /// ETH_P_ALL in network byte order.
    var `protocol` = UInt16(3).bigEndian
    var interface: Int32
    var hardwareType: UInt16 = 0
    var packetType: UInt8 = 0
    var length: UInt8 = 0
    var address: UInt64 = 0
  }

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  let descriptor: Int32
  private var buffer = [UInt8](repeating: 0, count: 2048)

  init(interface name: String) throws {
    let protocols = Int32(UInt16(3).bigEndian)
    descriptor = socket(AF_PACKET, Int32(SOCK_RAW.rawValue), protocols)
    guard descriptor >= 0 else { throw Failure(description: "no packet socket: \(Self.reason)") }
    // The name lives through the call.
    let index = unsafe name.withCString { unsafe if_nametoindex($0) }
    guard index > 0 else { throw Failure(description: "there is no interface \(name)") }
    var address = LinkAddress(interface: Int32(index))
    // The kernel reads the structure, of the layout that it expects, during the call.
    let status = unsafe withUnsafeBytes(of: &address) { bytes in
      unsafe bind(
        descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), 20)
    }
    guard status == 0 else { throw Failure(description: "can't bind \(name): \(Self.reason)") }
  }

  deinit { close(descriptor) }

  private static var reason: String { unsafe String(cString: strerror(errno)) }

  /// - Returns: false when the interface has no room for it now.
  func send(_ frame: [UInt8]) -> Bool {
    // The bytes live through the call.
    let count = unsafe frame.withUnsafeBytes { bytes in
      unsafe Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT))
    }
    return count == frame.count
  }

  /// The next frame that waits; nil when none does.
  func receive() -> [UInt8]? {
    // The kernel writes no more than the buffer holds.
    let count = unsafe buffer.withUnsafeMutableBytes { bytes in
      unsafe recv(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT))
    }
    return count > 0 ? Array(buffer[..<count]) : nil
  }

  /// Waits for a frame, at most this long.
  func wait(milliseconds: Int32) {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    // One request, which lives through the call.
    _ = unsafe poll(&request, 1, milliseconds)
  }
}
