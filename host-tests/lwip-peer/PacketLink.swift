import CLibpcap
import Glibc

/// The frames of a network interface, through libpcap. It is open for as long as the process lives.
@safe struct PacketLink {
  enum Fault: Error {
    /// libpcap's own words.
    case open(String)
  }

  /// The longest frame that is read.
  private static let longestFrame: Int32 = 1600

  private let capture: OpaquePointer
  private let descriptor: Int32

  /// Sends and receives on the interface, beside the kernel.
  init(interface: String) throws(Fault) {
    let message = UnsafeMutablePointer<CChar>.allocate(capacity: Int(PCAP_ERRBUF_SIZE))
    defer { unsafe message.deallocate() }
    guard let capture = unsafe pcap_create(interface, message) else {
      throw .open(unsafe String(cString: message))
    }
    guard unsafe pcap_set_snaplen(capture, Self.longestFrame) == 0,
      unsafe pcap_set_immediate_mode(capture, 1) == 0,
      unsafe pcap_activate(capture) == 0,
      unsafe pcap_setnonblock(capture, 1, message) == 0
    else { throw .open(unsafe String(cString: pcap_geterr(capture))) }
    unsafe self.capture = capture
    descriptor = unsafe pcap_get_selectable_fd(capture)
  }

  /// Waits for a frame.
  func awaitFrame(milliseconds: Int32) {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    // One element, which lives through the call.
    _ = unsafe poll(&request, 1, milliseconds)
  }

  /// A copy of the next frame; nil when none waits.
  func nextFrame() -> [UInt8]? {
    var header: UnsafeMutablePointer<pcap_pkthdr>?
    var start: UnsafePointer<UInt8>?
    guard unsafe pcap_next_ex(capture, &header, &start) == 1,
      let length = unsafe header?.pointee.caplen
    else { return nil }
    // libpcap's buffer holds that many bytes until it is asked again.
    return unsafe Array(UnsafeBufferPointer(start: start, count: Int(length)))
  }

  /// - Returns: whether the kernel took the frame.
  func send(_ frame: Span<UInt8>) -> Bool {
    // The bytes are read only during the call.
    let count = unsafe frame.withUnsafeBytes {
      unsafe pcap_inject(capture, $0.baseAddress, $0.count)
    }
    return count == frame.count
  }
}
