import CLwIP

/// Debian's lwIP with a device without hardware, its ping and a UDP echo.
///
/// Each frame is copied into a contiguous pbuf, as drivers of lwIP's do at the least; what it sends
/// is only counted.
enum LwIPStack {
  enum Fault: Error {
    case start
    /// No pbuf was left.
    case memory
  }

  /// What callbacks write, on the one thread that there is.
  nonisolated(unsafe) private static var replies = 0
  nonisolated(unsafe) private static var interface = unsafe netif()

  private static var ok: err_t { err_t(ERR_OK.rawValue) }
  private static var argumentError: err_t { err_t(ERR_ARG.rawValue) }

  static var replyCount: Int { unsafe replies }

  static func resetCounts() {
    unsafe replies = 0
  }

  static func start(hardware: [UInt8]) throws(Fault) {
    lwip_init()
    // Network byte order.
    var address = ip4_addr_t(addr: UInt32(0x0A00_0002).bigEndian)
    var mask = ip4_addr_t(addr: UInt32(0xFFFF_FF00).bigEndian)
    var gateway = ip4_addr_t(addr: 0)
    let added = unsafe netif_add(
      &interface, &address, &mask, &gateway, nil,
      { interface in
        guard let interface = unsafe interface else { return LwIPStack.argumentError }
        unsafe interface.pointee.mtu = 1500
        unsafe interface.pointee.hwaddr_len = 6
        unsafe interface.pointee.flags =
          UInt8(NETIF_FLAG_BROADCAST) | UInt8(NETIF_FLAG_ETHARP) | UInt8(NETIF_FLAG_ETHERNET)
        unsafe interface.pointee.output = etharp_output
        unsafe interface.pointee.linkoutput = { _, _ in
          unsafe LwIPStack.replies += 1
          return LwIPStack.ok
        }
        return LwIPStack.ok
      }, ethernet_input)
    guard unsafe added != nil else { throw .start }
    unsafe withUnsafeMutableBytes(of: &interface.hwaddr) { bytes in
      for (index, byte) in hardware.prefix(6).enumerated() { unsafe bytes[index] = byte }
    }
    unsafe netif_set_up(&interface)
    unsafe netif_set_link_up(&interface)
    try startEcho()
    resetCounts()
  }

  private static func startEcho() throws(Fault) {
    var anyone = ip_addr_t()
    guard let socket = unsafe udp_new(), unsafe udp_bind(socket, &anyone, 7) == ok else {
      throw .start
    }
    unsafe udp_recv(
      socket,
      { _, socket, packet, address, port in
        unsafe udp_sendto(socket, packet, address, port)
        unsafe pbuf_free(packet)
      }, nil)
  }

  @inline(__always)
  static func receive(_ frame: Span<UInt8>) throws(Fault) {
    let length = UInt16(frame.count)
    guard let packet = unsafe pbuf_alloc(PBUF_RAW, length, PBUF_RAM) else { throw .memory }
    unsafe frame.withUnsafeBytes { _ = unsafe pbuf_take(packet, $0.baseAddress, length) }
    if unsafe ethernet_input(packet, &interface) != ok { unsafe pbuf_free(packet) }
  }

  static func checkTimers() { sys_check_timeouts() }
}
