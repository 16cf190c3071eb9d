import CLwIP

/// Debian's lwIP as a host of the link: 192.0.2.9/24, a member of 239.1.2.3.
///
/// All of it runs on the one thread that there is, within `run`.
enum LwIPHost {
  enum Fault: Error {
    case start
    /// No pbuf was left.
    case memory
    /// lwIP's error number.
    case send(err_t)
    /// There was none, or one of another length, within three seconds.
    case noAnswer
  }

  private static let hardware: [UInt8] = [0x02, 0, 0, 0, 0x01, 0x09]
  private static let address: UInt32 = 0xC000_0209
  private static let mask: UInt32 = 0xFFFF_FF00
  private static let gateway: UInt32 = 0xC000_0201
  private static let group: UInt32 = 0xEF01_0203
  private static let board: UInt32 = 0xC000_0202

  private static let answerMilliseconds: UInt32 = 3000
  /// How often lwIP's timers are looked at: IGMP's run every 100 ms.
  private static let pollMilliseconds: Int32 = 10

  // What callbacks use.
  nonisolated(unsafe) private static var link: PacketLink?
  nonisolated(unsafe) private static var interface = unsafe netif()
  /// The length of the last UDP datagram or IP packet of ICMP that came.
  nonisolated(unsafe) private static var answerLength: UInt16?

  nonisolated(unsafe) private static var udpSocket: UnsafeMutablePointer<udp_pcb>?
  nonisolated(unsafe) private static var icmpSocket: UnsafeMutablePointer<raw_pcb>?

  private static var ok: err_t { err_t(ERR_OK.rawValue) }
  private static var argumentError: err_t { err_t(ERR_ARG.rawValue) }
  private static var interfaceError: err_t { err_t(ERR_IF.rawValue) }

  /// Has lwIP announce its address and its group.
  static func start(on link: PacketLink) throws(Fault) {
    unsafe Self.link = link
    lwip_init()
    // lwIP holds addresses in network byte order.
    var address = ip4_addr_t(addr: address.bigEndian)
    var mask = ip4_addr_t(addr: mask.bigEndian)
    var gateway = ip4_addr_t(addr: gateway.bigEndian)
    var group = ip4_addr_t(addr: group.bigEndian)
    let added = unsafe netif_add(
      &interface, &address, &mask, &gateway, nil, { unsafe LwIPHost.setUp($0) }, ethernet_input)
    guard unsafe added != nil else { throw .start }
    unsafe netif_set_default(&interface)
    unsafe netif_set_up(&interface)
    guard unsafe igmp_joingroup(&address, &group) == ok else { throw .start }
    try openSockets()
  }

  private static func setUp(_ interface: UnsafeMutablePointer<netif>?) -> err_t {
    guard let interface = unsafe interface else { return argumentError }
    unsafe withUnsafeMutableBytes(of: &interface.pointee.hwaddr) {
      unsafe $0.copyBytes(from: hardware)
    }
    unsafe interface.pointee.hwaddr_len = UInt8(hardware.count)
    unsafe interface.pointee.mtu = 1500
    unsafe interface.pointee.flags =
      UInt8(NETIF_FLAG_BROADCAST) | UInt8(NETIF_FLAG_ETHARP) | UInt8(NETIF_FLAG_ETHERNET)
      | UInt8(NETIF_FLAG_IGMP) | UInt8(NETIF_FLAG_LINK_UP)
    unsafe interface.pointee.output = etharp_output
    unsafe interface.pointee.linkoutput = { unsafe LwIPHost.transmit($1) }
    return ok
  }

  private static func transmit(_ packet: UnsafeMutablePointer<pbuf>?) -> err_t {
    guard let packet = unsafe packet, let link = unsafe link else { return argumentError }
    let length = unsafe packet.pointee.tot_len
    var frame = [UInt8](repeating: 0, count: Int(length))
    _ = unsafe frame.withUnsafeMutableBytes {
      unsafe pbuf_copy_partial(packet, $0.baseAddress, length, 0)
    }
    return link.send(frame.span) ? ok : interfaceError
  }

  private static func openSockets() throws(Fault) {
    guard let udp = unsafe udp_new(), let icmp = unsafe raw_new(UInt8(IP_PROTO_ICMP)) else {
      throw .start
    }
    unsafe udp_recv(
      udp,
      { _, _, packet, _, _ in
        unsafe LwIPHost.answerLength = packet?.pointee.tot_len
        unsafe pbuf_free(packet)
      }, nil)
    unsafe raw_recv(
      icmp,
      { _, _, packet, _ in
        unsafe LwIPHost.answerLength = packet?.pointee.tot_len
        // lwIP goes on with the packet, and frees it.
        return 0
      }, nil)
    unsafe udpSocket = udp
    unsafe icmpSocket = icmp
  }

  /// Sends a datagram of `length` bytes to the board's port 7 and waits for it to come back.
  static func exchangeUDPEcho(length: Int) throws(Fault) {
    try sendUDP((0..<length).map { UInt8(truncatingIfNeeded: length + $0) }, toPort: 7)
    try awaitAnswer(length: length)
  }

  static func sendUDP(_ payload: [UInt8], toPort port: UInt16) throws(Fault) {
    var board = boardAddress
    let packet = unsafe try makePacket(payload, below: PBUF_TRANSPORT)
    defer { unsafe pbuf_free(packet) }
    unsafe answerLength = nil
    var status = unsafe udp_connect(udpSocket, &board, port)
    if status == ok { status = unsafe udp_send(udpSocket, packet) }
    guard status == ok else { throw .send(status) }
  }

  /// Sends an ICMP echo request with `length` bytes of data to the board and waits for the reply.
  static func ping(sequence: UInt8, length: Int) throws(Fault) {
    let header: [UInt8] = [8, 0, 0, 0, 0, 9, 0, sequence]
    var message = header + (0..<length).map { UInt8(truncatingIfNeeded: header.count + $0) }
    let checksum = unsafe message.withUnsafeBytes {
      unsafe inet_chksum($0.baseAddress, UInt16($0.count))
    }
    unsafe message.withUnsafeMutableBytes {
      unsafe $0.storeBytes(of: checksum, toByteOffset: 2, as: UInt16.self)
    }
    var board = boardAddress
    let packet = unsafe try makePacket(message, below: PBUF_IP)
    defer { unsafe pbuf_free(packet) }
    unsafe answerLength = nil
    let status = unsafe raw_sendto(icmpSocket, packet, &board)
    guard status == ok else { throw .send(status) }
    // A raw socket hears the IPv4 header too.
    try awaitAnswer(length: 20 + message.count)
  }

  /// Has lwIP hear and say what there is for some time, or until `isDone`.
  static func run(milliseconds: UInt32, until isDone: () -> Bool = { false }) throws(Fault) {
    let start = sys_now()
    while !isDone(), sys_now() &- start < milliseconds {
      unsafe link?.awaitFrame(milliseconds: pollMilliseconds)
      while let frame = unsafe link?.nextFrame() { try receive(frame) }
      sys_check_timeouts()
    }
  }

  private static func receive(_ frame: [UInt8]) throws(Fault) {
    let packet = unsafe try makePacket(frame, below: PBUF_RAW)
    if unsafe ethernet_input(packet, &interface) != ok { unsafe pbuf_free(packet) }
  }

  private static func awaitAnswer(length: Int) throws(Fault) {
    try run(milliseconds: answerMilliseconds) { unsafe answerLength != nil }
    guard let answer = unsafe answerLength, answer == length else { throw .noAnswer }
  }

  /// A copy of the bytes in one pbuf, with room for the headers of the layers `below`.
  private static func makePacket(
    _ bytes: [UInt8], below layer: pbuf_layer
  ) throws(Fault) -> UnsafeMutablePointer<pbuf> {
    guard let packet = unsafe pbuf_alloc(layer, UInt16(bytes.count), PBUF_RAM) else {
      throw .memory
    }
    unsafe bytes.withUnsafeBytes { _ = unsafe pbuf_take(packet, $0.baseAddress, UInt16($0.count)) }
    return unsafe packet
  }

  private static var boardAddress: ip_addr_t {
    // All zero, which is of IPv4.
    var address = ip_addr_t()
    unsafe address.u_addr.ip4.addr = board.bigEndian
    return address
  }
}
