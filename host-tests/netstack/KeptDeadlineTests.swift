import NetStack
import Testing

/// A poll says again what the one before has found to be due next, unless something was done in
/// between that may have changed it.
@Suite struct KeptDeadlineTests {
  private typealias ClaimingHost = FeatureHost<StandardFeatures, 8, 2, 2, 2, 8256>

  /// A host with nothing due: its address is settled.
  private func settled() -> ClaimingHost {
    var host = ClaimingHost()
    host.poll()
    while let deadline = host.deadline {
      host.now = deadline
      host.poll()
    }
    return host
  }

  @Test("has nothing due while only familiar neighbors are heard")
  func familiar() {
    var host = settled()
    host.meet(.peer)
    for _ in 0..<5 {
      host.exchange(echoRequest().frame)
      #expect(host.deadline == nil)
    }
  }

  @Test("begins to probe for an address that was added, and has nothing due once it is removed")
  func address() throws {
    var host = settled()
    let subnet = try #require(IPv4Subnet(IPv4Address(10, 0, 0, 1), prefixLength: 8))
    try host.interface.addAddress(subnet, at: host.now)
    host.poll()
    #expect(host.deadline != nil)
    let wasOurs = host.interface.removeAddress(subnet.address)
    #expect(wasOurs)
    host.poll()
    #expect(host.deadline == nil)
  }

  @Test("probes anew for an address that was lost and is taken up again")
  func restart() {
    var host = settled()
    let conflict = ARPBytes(
      senderHardware: Station.neighbor(9).hardware, senderProtocol: Station.board.address)
    host.exchange(conflict.frame)
    host.exchange(conflict.frame)
    #expect(host.deadline == nil)
    let wasGiven = host.interface.restartAddress(IPv4Address(192, 0, 2, 2), at: host.now)
    #expect(wasGiven)
    host.poll()
    #expect(host.deadline != nil)
  }

  @Test("asks for a neighbor that is sent to, until it is set by hand or forgotten")
  func neighbors() throws {
    var host = settled()
    let socket = try host.interface.bind(port: 0)
    let (first, second) = (IPv4Address(192, 0, 2, 9), IPv4Address(192, 0, 2, 10))
    try host.send(from: socket, to: [192, 0, 2, 9])
    host.poll()
    #expect(host.deadline != nil)
    let isSet = host.interface.setStaticNeighbor(
      first, is: MACAddress(2, 0, 0, 1, 0, 9), at: host.now)
    #expect(isSet)
    #expect(host.poll().count == 1)
    #expect(host.deadline == nil)
    try host.send(from: socket, to: [192, 0, 2, 10])
    host.poll()
    #expect(host.deadline != nil)
    let wasKnown = host.interface.forgetNeighbor(second)
    #expect(wasKnown)
    let again = host.interface.forgetNeighbor(second)
    #expect(!again)
    host.poll()
    #expect(host.deadline == nil)
  }

  @Test("asks for a neighbor that a raw socket sends to")
  func rawSocket() throws {
    var host = settled()
    let socket = try host.interface.bindRaw(IPProtocol(rawValue: 253))
    try host.interface.send(from: socket, to: IPv4Address(192, 0, 2, 9), at: host.now) { slot in
      slot.send(copying: [1].span)
    }
    host.poll()
    #expect(host.deadline != nil)
  }

  @Test("reports a group that was joined, and one that was left")
  func groups() throws {
    var host = settled()
    let socket = try host.interface.bind(port: 7)
    let group = IPv4Address(239, 1, 2, 3)
    try host.interface.join(group, socket, at: host.now)
    #expect(host.poll().count == 1)
    while let deadline = host.deadline {
      host.now = deadline
      host.poll()
    }
    let wasIn = host.interface.leave(group, socket, at: host.now)
    #expect(wasIn)
    #expect(host.poll().count == 1)
  }

  @Test("probes anew when the link comes back")
  func link() {
    var host = settled()
    host.interface.device.linkState = .down
    host.poll()
    #expect(host.deadline == nil)
    host.interface.device.linkState = .up(.megabits100, .full)
    host.poll()
    #expect(host.deadline != nil)
  }

  @Test("waits for the rest of a datagram that came in part")
  func fragments() {
    var host = settled()
    host.meet(.peer)
    host.exchange(echoRequest().frame)
    host.exchange(echoRequest().frame)
    var packet = echoRequest(pattern(16))
    packet.fragment = 0x2000
    host.exchange(packet.frame)
    #expect(host.deadline != nil)
  }
}
