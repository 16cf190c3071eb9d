import Link
import NetStack
import Testing

/// Sockets: their ports, and sending from them.
@Suite struct UDPSocketTests {
  private func bindError<
    let neighbors: Int, let held: Int, let sockets: Int, let reassemblies: Int, let datagram: Int
  >(
    _ port: UInt16, _ host: inout Host<neighbors, held, sockets, reassemblies, datagram>
  ) -> BindError? {
    do throws(BindError) {
      _ = try host.interface.bind(port: port)
      return nil
    } catch {
      return error
    }
  }

  private func sendError<
    let neighbors: Int, let held: Int, let sockets: Int, let reassemblies: Int, let datagram: Int
  >(
    _ host: inout Host<neighbors, held, sockets, reassemblies, datagram>, _ payload: [UInt8] = [1],
    to address: [UInt8] = Station.peer.address, port: UInt16 = 9
  ) throws -> SendError? {
    let socket = try host.interface.bind(port: 0)
    var result: SendError?
    do throws(SendError) {
      try host.send(payload, from: socket, to: address, port: port)
    } catch {
      result = error
    }
    host.interface.close(socket, at: host.now)
    return result
  }

  @Test("a port is one socket's until that is closed")
  func portInUse() throws {
    var host = BoardHost()
    let socket = try host.interface.bind(port: 7)
    #expect(bindError(7, &host) == .portInUse)
    #expect(bindError(8, &host) == nil)
    host.interface.close(socket, at: host.now)
    #expect(bindError(7, &host) == nil)
  }

  @Test("a closed port's datagrams are answered with an error")
  func closed() throws {
    var host = BoardHost()
    host.meet(.peer)
    let socket = try host.interface.bind(port: 7)
    #expect(host.outcome(of: udp(to: 7).frame) == .delivered)
    host.interface.close(socket, at: host.now)
    let sent = host.exchange(udp(to: 7).frame)
    #expect(try sent.map { try SentFrame($0).isICMPError } == [true])
  }

  @Test("there are as many sockets as the interface has room for")
  func tooMany() throws {
    var host = Host<1, 1, 2, 0, 0>()
    let socket = try host.interface.bind(port: 1)
    #expect(bindError(65535, &host) == nil)
    #expect(bindError(3, &host) == .tooManySockets)
    #expect(bindError(0, &host) == .tooManySockets)
    host.interface.close(socket, at: host.now)
    #expect(bindError(3, &host) == nil)
    var none = Host<1, 1, 0, 0, 0>()
    #expect(bindError(7, &none) == .tooManySockets)
  }

  @Test("port 0 takes a port of the ephemeral range that is free (RFC 6335 §6)")
  func ephemeral() throws {
    var ports: Set<UInt16> = []
    for seed: UInt64 in 0..<64 {
      var host = Host<1, 1, 64, 0, 0>(TestDevice()) { $0.seed = seed }
      var own: Set<UInt16> = []
      for _ in 0..<64 {
        let socket = try host.interface.bind(port: 0)
        own.insert(host.interface.port(of: socket))
      }
      #expect(own.count == 64)
      #expect(own.allSatisfy { $0 >= 49152 })
      ports.formUnion(own)
    }
    #expect(ports.count > 2000, "\(ports.count) ports of 4096 drawn")
  }

  @Test("the ephemeral port follows from the seed")
  func seed() throws {
    func port(_ seed: UInt64) throws -> UInt16 {
      var host = BoardHost(TestDevice()) { $0.seed = seed }
      let socket = try host.interface.bind(port: 0)
      return host.interface.port(of: socket)
    }
    #expect(try port(1) == port(1))
    #expect(try Set((0..<16).map { try port($0) }).count > 12)
  }

  @Test("each socket gets its own datagrams")
  func demultiplexing() throws {
    var host = BoardHost()
    host.meet(.peer)
    let first = try host.interface.bind(port: 1000)
    let second = try host.interface.bind(port: 1001)
    let (firstID, secondID) = (first.id, second.id)
    var received: [String] = []
    host.exchange(
      udp(to: 1001, [1]).frame, udp(to: 1000, [2]).frame, udp(to: 1001, [3]).frame
    ) { datagram, slot in
      let name = datagram.socket == firstID ? "first" : datagram.socket == secondID ? "second" : "?"
      received.append("\(name) \(datagram.payload[0])")
      return slot.discard()
    }
    #expect(received == ["second 1", "first 2", "second 3"])
  }

  @Test("sends the same frame by copy and in place")
  func copyAndInPlace() throws {
    for size in [0, 1, 2, 3, 17, 18, 64, 1471, 1472] {
      var host = BoardHost()
      host.meet(.peer)
      let socket = try host.interface.bind(port: 1000)
      let payload = pattern(size)
      try host.send(payload, from: socket, to: Station.peer.address, port: 53)
      try host.interface.send(
        from: socket, to: Endpoint(IPv4Address(192, 0, 2, 1), port: 53), at: host.now
      ) { slot in
        var slot = slot
        for index in payload.indices { slot.bytes[index] = payload[index] }
        return slot.send(size)
      }
      let sent = host.poll()
      try #require(sent.count == 2)
      #expect(sent[0] == sent[1])
      let frame = try SentFrame(sent[0])
      #expect(frame.data == payload)
      #expect(number(frame.payload, at: 0) == 1000)
      #expect(number(frame.payload, at: 2) == 53)
      #expect(frame.destination == Station.peer.hardware)
    }
  }

  @Test("sends at once, not with the next poll")
  func immediate() throws {
    var host = BoardHost()
    host.meet(.peer)
    #expect(try sendError(&host) == nil)
    #expect(host.interface.device.sent.count == 1)
  }

  @Test("sends nothing without an address")
  func noAddress() throws {
    var host = BoardHost(subnet: nil)
    #expect(try sendError(&host) == .noAddress)
    #expect(host.poll().isEmpty)
  }

  @Test("sends nothing to port 0")
  func portZero() throws {
    var host = BoardHost()
    #expect(try sendError(&host, port: 0) == .invalidDestination)
    #expect(host.poll().isEmpty)
  }

  @Test("sends nothing longer than a packet of the link without room for fragments")
  func tooLong() throws {
    var host = Host<8, 2, 4, 0, 0>()
    host.meet(.peer)
    #expect(try sendError(&host, pattern(1472)) == nil)
    host.poll()
    #expect(try sendError(&host, pattern(1473)) == .tooLong)
    #expect(host.poll().isEmpty)
  }

  @Test("says that the device has no slot, and sends when it has one again")
  func noTransmitSlot() throws {
    var host = BoardHost()
    host.meet(.peer)
    host.interface.device.freeSlots = 0
    #expect(try sendError(&host) == .noTransmitSlot)
    host.interface.device.freeSlots = 1
    #expect(try sendError(&host) == nil)
    #expect(host.poll().count == 1)
  }

  @Test("says that a neighbor is being asked for where nothing can be held")
  func neighborUnresolved() throws {
    var host = Host<1, 0, 1, 0, 0>()
    #expect(try sendError(&host) == .neighborUnresolved)
    #expect(try sendError(&host) == .neighborUnresolved)
    #expect(host.poll().count == 1)
    host.exchange(ARPBytes.reply(from: .peer))
    #expect(try sendError(&host) == nil)
  }

  @Test("says that too many neighbors are being asked for")
  func neighborsFull() throws {
    var host = Host<1, 1, 1, 0, 0>()
    #expect(try sendError(&host) == nil)
    #expect(try sendError(&host, to: [192, 0, 2, 9]) == .neighborsFull)
    #expect(host.interface.counters.neighborsFull == 1)
    #expect(host.poll().count == 1)
  }

  @Test("says that the body sent nothing, and gives the slot back")
  func discarded() throws {
    var host = BoardHost()
    host.meet(.peer)
    let socket = try host.interface.bind(port: 7)
    do throws(SendError) {
      try host.interface.send(
        from: socket, to: Endpoint(IPv4Address(192, 0, 2, 1), port: 9), at: host.now
      ) { slot in slot.discard() }
      Issue.record("sent")
    } catch {
      #expect(error == .discarded)
    }
    #expect(host.poll().isEmpty)
    #expect(host.interface.counters.arpRequestsSent == 0)
  }

  @Test("refuses a length that is none", arguments: [-1, .min, .max, 1473] as [Int])
  func badLength(length: Int) throws {
    var host = BoardHost()
    host.meet(.peer)
    let socket = try host.interface.bind(port: 7)
    do throws(SendError) {
      try host.interface.send(
        from: socket, to: Endpoint(IPv4Address(192, 0, 2, 1), port: 9), at: host.now
      ) { slot in slot.send(length) }
      Issue.record("sent")
    } catch {
      #expect(error == .tooLong)
    }
    #expect(host.poll().isEmpty)
  }

  @Test("fills the device's longest frame, whatever the slot's room", arguments: [590, 1514, 1518])
  func deviceLimit(frameSize: Int) throws {
    var device = TestDevice()
    device.capabilities.maximumFrameSize = frameSize
    device.slotSize = 2048
    var host = Host<8, 2, 4, 0, 0>(device)
    host.meet(.peer)
    #expect(try sendError(&host, pattern(frameSize - 42)) == nil)
    #expect(try sendError(&host, pattern(frameSize - 41)) == .tooLong)
    #expect(host.poll().map(\.count) == [frameSize])
  }
}
