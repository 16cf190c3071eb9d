import Link
import NetStack
import Testing

/// ICMP messages that a host gives no heed.
@Suite struct ICMPIgnoredTests {
  /// What a datagram of ours would look like in an error's quote.
  private var quote: [UInt8] {
    var datagram = IPv4Bytes(protocol: 17, octets(4000) + octets(9) + octets(8) + [0, 0])
    datagram.source = Station.board.address
    datagram.destination = [198, 51, 100, 1]
    return datagram.packet
  }

  /// The hardware address that a datagram to beyond the link is sent to.
  private func nextHop(_ host: inout BoardHost, _ socket: borrowing UDPSocket) throws -> [UInt8] {
    try host.send(from: socket, to: [198, 51, 100, 1])
    let sent = host.poll()
    return try SentFrame(try #require(sent.first)).destination
  }

  @Test("[C11] ignores a source quench silently")
  func sourceQuench() {
    var host = BoardHost()
    host.meet(.peer)
    let message = icmp(type: 4, quote)
    #expect(host.exchange(IPv4Bytes(protocol: 1, message).frame).isEmpty)
  }

  @Test("[C12] keeps sending by its gateway whoever redirects it", arguments: [0, 1, 2, 3])
  func redirect(code: Int) throws {
    var host = BoardHost()
    host.meet(.peer, .gateway)
    let socket = try host.interface.bind(port: 4000)
    let message = icmp(type: 5, code: UInt8(code), rest: Station.peer.address, quote)
    #expect(host.exchange(IPv4Bytes(protocol: 1, from: .peer, message).frame).isEmpty)
    #expect(try nextHop(&host, socket) == Station.gateway.hardware)
  }

  @Test(
    "[C16] answers no address mask request and ignores replies", arguments: [17, 18] as [UInt8])
  func addressMask(type: UInt8) throws {
    var host = BoardHost()
    host.meet(.peer, .gateway)
    let socket = try host.interface.bind(port: 4000)
    // A mask of no bits would put everything on the link.
    let message = icmp(type: type, rest: [1, 2, 0, 1], [0, 0, 0, 0])
    #expect(host.exchange(IPv4Bytes(protocol: 1, message).frame).isEmpty)
    let subnet = host.interface.subnet(at: 0)
    #expect(subnet == .board)
    #expect(try nextHop(&host, socket) == Station.gateway.hardware)
  }

  @Test(
    "[C17] bears errors with a length and extensions, right or wrong",
    arguments: [3, 11, 12] as [UInt8], [0, 32, 255] as [UInt8])
  func extensions(type: UInt8, words: UInt8) {
    var host = BoardHost()
    host.meet(.peer)
    // RFC 4884 §5.1: the length of the quote, padded to 128 bytes, in the second byte; §7: a header
    // of version 2 and an object of 8 bytes.
    let padded = quote + [UInt8](repeating: 0, count: 128 - quote.count)
    let body: [UInt8] = [0x00, 0x08, 1, 1, 0, 0, 0, 1]
    var header: [UInt8] = [0x20, 0, 0, 0]
    header.replaceSubrange(2..<4, with: octets(naiveChecksum(header + body)))
    let message = icmp(type: type, rest: [0, words, 0, 0], padded + header + body)
    #expect(host.exchange(IPv4Bytes(protocol: 1, message).frame).isEmpty)
    #expect(host.outcome(of: echoRequest([1, 2, 3]).frame) == .answered)
  }
}
