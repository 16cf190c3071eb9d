import Glibc

/// An open TAP: each read is one frame from the kernel, each write is one to it.
public struct TAPFile {
  /// Readable while a frame waits.
  public let descriptor: Int32

  /// Attaches to the TAP of that name, or makes one for as long as the process lives.
  public init(name: String) throws(TAPError) {
    guard !name.isEmpty, name.utf8.count < Int(IFNAMSIZ) else { throw .name(name) }
    // The path is a constant, which ends with a zero.
    descriptor = unsafe open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw .open(errno) }
    // All zero; it has pointers in members of its union that are not used here.
    var request = unsafe ifreq()
    // The name was checked to leave room for the zero at its end.
    unsafe withUnsafeMutableBytes(of: &request.ifr_ifrn.ifrn_name) {
      unsafe $0.copyBytes(from: name.utf8)
    }
    // The member of the union that TUNSETIFF reads.
    unsafe request.ifr_ifru.ifru_flags = Self.tap | Self.withoutPacketInformation
    // TUNSETIFF reads and writes an ifreq, which lives through the call.
    let status = unsafe ioctl(descriptor, Self.setInterface, &request)
    guard status == 0 else {
      let reason = errno
      close(descriptor)
      throw .attach(name: name, reason)
    }
  }

  /// Whether the interface is up: only then can a TAP be written to (Linux drivers/net/tun.c,
  /// tun_chr_poll).
  public var isUp: Bool {
    var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    // One element, which lives through the call.
    let count = unsafe poll(&request, 1, 0)
    return count == 1 && request.revents & Int16(POLLOUT) != 0
  }

  /// Waits for a frame.
  public func awaitFrame(milliseconds: Int32) {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    // One element, which lives through the call.
    _ = unsafe poll(&request, 1, milliseconds)
  }

  /// - Returns: the length of the frame, whose end is lost when it is longer than `bytes`; nil when
  ///   there is none.
  public func read(into bytes: inout MutableSpan<UInt8>) -> Int? {
    // The kernel writes no more than the span's bytes, and only during the call.
    let count = unsafe bytes.withUnsafeMutableBytes {
      unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
    }
    return count > 0 ? count : nil
  }

  /// - Returns: whether the kernel took the frame.
  public func write(_ frame: Span<UInt8>) -> Bool {
    // The kernel reads no more than the span's bytes, and only during the call.
    let count = unsafe frame.withUnsafeBytes {
      unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
    }
    return count == frame.count
  }

  // linux/if_tun.h, whose macros Swift does not import.

  /// IFF_TAP
  private static let tap: Int16 = 0x0002
  /// IFF_NO_PI
  private static let withoutPacketInformation: Int16 = 0x1000
  /// TUNSETIFF
  private static let setInterface: UInt = 0x4004_54CA
}
