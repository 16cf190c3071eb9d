import NetStack
import Services
import Testing

/// The UDP echo service (RFC 862) on the public socket interface.
@Suite struct UDPEchoTests {
  @Test("[U1] returns Linux's datagrams of each size with Linux's bytes")
  func linux() throws {
    let datagrams = try capture("udp-echo").filter { $0[12..<14] == [8, 0] }
    let requests = datagrams.filter { $0[6..<12] == Station.peer.hardware[...] }
    let replies = datagrams.filter { $0[6..<12] == Station.board.hardware[...] }
    try #require(requests.count == 12 && replies.count == 12)
    var host = BoardHost()
    host.meet(.peer)
    let echo = try UDPEcho(on: &host.interface)
    for (request, reply) in zip(requests, replies) {
      let reaction = host.react(to: request) { datagram, slot in
        echo.owns(datagram) ? echo.answer(datagram, slot) : slot.discard()
      }
      expectSame(try SentFrame(try #require(reaction.sent.first)).bytes, asLinux: reply)
    }
  }

  @Test("answers neither a datagram for many nor another echo service")
  func silent() throws {
    var host = BoardHost()
    host.meet(.peer)
    let echo = try UDPEcho(on: &host.interface)
    let broadcast = UDPBytes(destination: [192, 0, 2, 255], payload: [1]).packet.frame
    for frame in [broadcast, udp(port: 7, to: 7, [1]).frame] {
      let reaction = host.react(to: frame) { datagram, slot in
        echo.owns(datagram) ? echo.answer(datagram, slot) : slot.discard()
      }
      #expect(reaction.outcome == .delivered)
      #expect(reaction.sent.isEmpty)
    }
  }

  @Test("owns the datagrams of its socket and no others")
  func owns() throws {
    var host = BoardHost()
    host.meet(.peer)
    try host.open(8)
    let echo = try UDPEcho(on: &host.interface)
    var owned: [Bool] = []
    host.exchange(udp(to: 7).frame, udp(to: 8).frame) { datagram, slot in
      owned.append(echo.owns(datagram))
      return slot.discard()
    }
    #expect(owned == [true, false])
  }

  @Test("says that its port is taken")
  func portInUse() throws {
    var host = BoardHost()
    try host.open(7)
    do throws(BindError) {
      _ = try UDPEcho(on: &host.interface)
      Issue.record("bound")
    } catch {
      #expect(error == .portInUse)
    }
  }
}
