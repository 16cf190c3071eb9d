import Link
import NetStack
import Testing

/// Multicast groups of sockets (RFC 1112; RFC 3376); `GroupMembershipTests` and `GroupQueryTests`
/// have every turn of IGMP.
@Suite struct MulticastTests {
  private let group = IPv4Address(239, 1, 2, 3)
  /// RFC 1112 §6.4.
  private let hardware: [UInt8] = [0x01, 0x00, 0x5E, 1, 2, 3]

  private func makeHost() -> BoardHost {
    var host = BoardHost()
    host.meet(.peer)
    return host
  }

  private func datagram(to port: UInt16 = 7, group last: UInt8 = 3) -> [UInt8] {
    var packet = UDPBytes(
      destinationPort: port, destination: [239, 1, 2, last], payload: [42]
    ).packet
    packet.frameDestination = [0x01, 0x00, 0x5E, 1, 2, last]
    return packet.frame
  }

  /// How many sockets got the datagram.
  private func deliveries(_ host: inout BoardHost, _ frame: [UInt8]) -> Int {
    var count = 0
    host.exchange(frame) { _, slot in
      count += 1
      return slot.discard()
    }
    return count
  }

  @Test("a socket gets the datagrams of a group while it is in it")
  func membership() throws {
    var host = makeHost()
    let socket = try host.interface.bind(port: 7)
    #expect(host.outcome(of: datagram()) == .ipv4NotForUs)
    try host.interface.join(group, socket, at: host.now)
    #expect(host.interface.device.groups == [Station.allSystems, hardware])
    #expect(deliveries(&host, datagram()) == 1)
    host.interface.leave(group, socket, at: host.now)
    #expect(host.interface.device.groups == [Station.allSystems])
    #expect(host.outcome(of: datagram()) == .ipv4NotForUs)
    let isMember = host.interface.leave(group, socket, at: host.now)
    #expect(!isMember)
  }

  @Test("[I21] each socket that joined gets a copy, and no other of the port")
  func members() throws {
    var host = makeHost()
    let first = try host.interface.bind(port: 7)
    let second = try host.interface.bind(port: 7, address: IPv4Address(192, 0, 2, 2))
    let third = try host.interface.bind(port: 9)
    try host.interface.join(group, first, at: host.now)
    #expect(deliveries(&host, datagram()) == 1)
    try host.interface.join(group, second, at: host.now)
    #expect(deliveries(&host, datagram()) == 2)
    #expect(deliveries(&host, datagram(to: 9)) == 0)
    try host.interface.join(group, third, at: host.now)
    #expect(deliveries(&host, datagram(to: 9)) == 1)
  }

  @Test("a socket that leaves one of its groups stays in the other")
  func twoGroups() throws {
    var host = makeHost()
    let socket = try host.interface.bind(port: 7)
    try host.interface.join(group, socket, at: host.now)
    try host.interface.join(IPv4Address(239, 1, 2, 4), socket, at: host.now)
    #expect(deliveries(&host, datagram()) == 1)
    host.interface.leave(group, socket, at: host.now)
    #expect(deliveries(&host, datagram(group: 4)) == 1)
    #expect(host.outcome(of: datagram()) == .ipv4NotForUs)
  }

  @Test("[I21] the only socket of a port gets nothing of a group that another port's joined")
  func soleSocket() throws {
    var host = makeHost()
    try host.open(7)
    let member = try host.interface.bind(port: 9)
    try host.interface.join(group, member, at: host.now)
    #expect(deliveries(&host, udp([1]).frame) == 1)
    #expect(deliveries(&host, datagram()) == 0)
  }

  @Test("what one socket took in is no drop, whatever the others made of it")
  func outcomeOfMany() throws {
    var host = makeHost()
    let first = try host.interface.bind(port: 7)
    let second = try host.interface.bind(port: 7, address: IPv4Address(192, 0, 2, 2))
    try host.interface.join(group, first, at: host.now)
    try host.interface.join(group, second, at: host.now)
    var options = UDPSocketOptions()
    options.acceptsMissingChecksum = false
    host.interface.setOptions(options, of: second)
    var datagram = UDPBytes(checksum: 0, destination: [239, 1, 2, 3]).packet
    datagram.frameDestination = hardware
    #expect(host.outcome(of: datagram.frame) == .delivered)
  }

  @Test("the device's filter is open until the last socket leaves, or is closed")
  func references() throws {
    var host = makeHost()
    let first = try host.interface.bind(port: 7)
    let second = try host.interface.bind(port: 9)
    try host.interface.join(group, first, at: host.now)
    try host.interface.join(group, second, at: host.now)
    #expect(host.interface.device.groups.filter { $0 == hardware }.count == 1)
    host.interface.close(first, at: host.now)
    #expect(host.interface.device.groups.contains(hardware))
    host.interface.close(second, at: host.now)
    #expect(!host.interface.device.groups.contains(hardware))
  }

  @Test("says that it joins and leaves in packets with Router Alert that stay on the link")
  func reports() throws {
    var host = makeHost()
    let socket = try host.interface.bind(port: 7)
    try host.interface.join(group, socket, at: host.now)
    let join = try SentFrame(try #require(host.poll().first), hasOptions: true)
    #expect(join.destination == [0x01, 0x00, 0x5E, 0, 0, 22])
    #expect(join.packetDestination == [224, 0, 0, 22])
    #expect(join.packetSource == Station.board.address)
    #expect(join.options == routerAlert)
    #expect(join.bytes[22] == 1 && join.bytes[15] == 0xC0)
    // RFC 3376 §4.2: one record, CHANGE_TO_EXCLUDE_MODE with no source.
    #expect(join.payload[0] == 0x22)
    #expect(join.data == [4, 0, 0, 0, 239, 1, 2, 3])
    host.advance(.seconds(1))
    #expect(host.poll().count == 1)
    #expect(host.deadline == nil)
    host.interface.close(socket, at: host.now)
    let leave = try SentFrame(try #require(host.poll().first), hasOptions: true)
    #expect(leave.data == [3, 0, 0, 0, 239, 1, 2, 3])
    #expect(host.interface.groupCounters.reportsSent == 3)
  }

  @Test("answers the query of a router, or of a switch without an address")
  func queries() throws {
    for source in [Station.peer.address, [0, 0, 0, 0]] {
      var host = makeHost()
      let socket = try host.interface.bind(port: 7)
      try host.interface.join(group, socket, at: host.now)
      host.poll()
      host.advance(.seconds(1))
      host.poll()
      var query = IPv4Bytes(protocol: 2, longQuery(code: 100))
      query.source = source
      query.destination = [224, 0, 0, 1]
      query.timeToLive = 1
      query.options = routerAlert
      query.frameDestination = Station.allSystems
      #expect(host.outcome(of: query.frame) == .delivered)
      host.now = host.deadline ?? host.now
      let report = try SentFrame(try #require(host.poll().first), hasOptions: true)
      #expect(report.data == [2, 0, 0, 0, 239, 1, 2, 3])
    }
  }

  @Test("an unspecified source may only ask for groups")
  func unspecifiedSource() {
    var host = makeHost()
    var query = IPv4Bytes(protocol: 2, longQuery(code: 100))
    query.source = [0, 0, 0, 0]
    #expect(host.outcome(of: query.frame) == .ipv4InvalidSource)
    var ping = echoRequest()
    ping.source = [0, 0, 0, 0]
    ping.destination = [224, 0, 0, 1]
    #expect(host.outcome(of: ping.frame) == .ipv4InvalidSource)
  }

  @Test("reports its groups anew on a link that has come up")
  func linkUp() throws {
    var host = makeHost()
    let socket = try host.interface.bind(port: 7)
    try host.interface.join(group, socket, at: host.now)
    host.poll()
    host.advance(.seconds(1))
    host.poll()
    host.interface.device.linkState = .down
    host.poll()
    host.interface.device.linkState = .up(.megabits10, .half)
    #expect(host.poll().count == 1)
  }

  @Test("a group that was left is not reported on another link")
  func leftBefore() throws {
    var host = makeHost()
    let socket = try host.interface.bind(port: 7)
    try host.interface.join(group, socket, at: host.now)
    host.poll()
    host.advance(.seconds(1))
    host.poll()
    host.interface.leave(group, socket, at: host.now)
    host.interface.device.linkState = .down
    host.poll()
    host.interface.device.linkState = .up(.megabits100, .full)
    #expect(host.poll().isEmpty)
    #expect(host.deadline == nil)
  }

  @Test("multicasts stay on the link, unless the socket wants them to go further")
  func timeToLive() throws {
    var host = makeHost()
    let socket = try host.interface.bind(port: 7)
    try host.send(from: socket, to: [239, 1, 2, 3])
    let near = try #require(host.poll().first)
    #expect(near[22] == 1 && Array(near[0..<6]) == hardware)
    var options = UDPSocketOptions()
    options.timeToLive = 8
    host.interface.setOptions(options, of: socket)
    try host.send(from: socket, to: [239, 1, 2, 3])
    let far = try #require(host.poll().first)
    #expect(far[22] == 8)
  }

  @Test("refuses what is no group, a second join, and one group more than there is room for")
  func errors() throws {
    var host = makeHost()
    let socket = try host.interface.bind(port: 7)
    for other in [IPv4Address(192, 0, 2, 9), .allSystems, .broadcast] {
      #expect(throws: GroupError.notAGroup) {
        try host.interface.join(other, socket, at: host.now)
      }
    }
    try host.interface.join(group, socket, at: host.now)
    #expect(throws: GroupError.alreadyJoined) {
      try host.interface.join(group, socket, at: host.now)
    }
    try host.interface.join(IPv4Address(239, 1, 2, 4), socket, at: host.now)
    #expect(throws: GroupError.tooManyGroups) {
      try host.interface.join(IPv4Address(239, 1, 2, 5), socket, at: host.now)
    }
  }

  @Test("a device whose filter is full keeps the socket out of the group")
  func filterFull() throws {
    var host = makeHost()
    let socket = try host.interface.bind(port: 7)
    host.interface.device.groupLimit = 1
    #expect(throws: GroupError.filterFull) {
      try host.interface.join(group, socket, at: host.now)
    }
    #expect(host.poll().isEmpty)
    #expect(host.outcome(of: datagram()) == .ipv4NotForUs)
    host.interface.device.groupLimit = nil
    try host.interface.join(group, socket, at: host.now)
    #expect(deliveries(&host, datagram()) == 1)
  }
}
