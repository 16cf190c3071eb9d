import Link
import NetStack
import Testing

/// RFC 5227 on an interface; `AddressProbingTests` and `AddressDefenseTests` have the detector's every
/// turn.
@Suite struct AddressClaimTests {
  typealias ClaimingHost = FeatureHost<StandardFeatures, 4, 2, 2, 2, 2048>

  let address = IPv4Address(192, 0, 2, 2)

  /// Who uses `Station.board.address`? Told by nobody (RFC 5227 §1.1).
  private var probe: [UInt8] {
    ARPBytes(senderHardware: Station.board.hardware, senderProtocol: [0, 0, 0, 0]).frame
  }

  /// `Station.board.address` is ours.
  private var announcement: [UInt8] {
    ARPBytes(
      senderHardware: Station.board.hardware, senderProtocol: Station.board.address
    ).frame
  }

  /// Another station uses the address.
  private var conflict: [UInt8] {
    ARPBytes(
      senderHardware: Station.neighbor(9).hardware, senderProtocol: Station.board.address,
      targetProtocol: Station.board.address
    ).frame
  }

  /// What is sent in `seconds`, polled only when the interface asks for it, with the time in
  /// microseconds.
  func run(
    _ host: inout ClaimingHost, seconds: UInt32
  ) -> [(time: UInt64, frame: [UInt8])] {
    let end = host.now + .seconds(seconds)
    var sent: [(time: UInt64, frame: [UInt8])] = []
    for _ in 0..<100 {
      for frame in host.poll() { sent.append((host.now.microseconds, frame)) }
      guard let deadline = host.deadline, deadline <= end else { break }
      #expect(deadline > host.now)
      host.now = deadline
    }
    host.now = end
    return sent
  }

  func settled(_ defense: DefensePolicy = .defendOnce) -> ClaimingHost {
    var host = ClaimingHost { $0.addressDefense = defense }
    _ = run(&host, seconds: 10)
    while host.interface.nextAddressEvent() != nil {}
    return host
  }

  @Test("[A9] probes three times, one to two seconds apart, before it uses the address")
  func probes() {
    for seed in 0..<20 as Range<UInt64> {
      var host = ClaimingHost { $0.seed = seed }
      let sent = run(&host, seconds: 10)
      #expect(sent.map(\.frame) == [probe, probe, probe, announcement, announcement])
      guard sent.count == 5 else { continue }
      #expect(sent[0].time <= 1_000_000)
      for index in 1...2 {
        #expect((1_000_000...2_000_000).contains(sent[index].time - sent[index - 1].time))
      }
      #expect(sent[3].time - sent[2].time == 2_000_000)
    }
  }

  @Test("[A9] answers and sends nothing until the address is its own")
  func silence() throws {
    var host = ClaimingHost()
    let socket = try host.interface.bind(port: 7)
    host.poll()
    #expect(host.outcome(of: echoRequest().frame) == .ipv4NoAddress)
    #expect(host.outcome(of: ARPBytes.request(from: .peer)) == .arpNotForUs)
    #expect(throws: SendError.noAddress) {
      try host.send(from: socket, to: Station.peer.address)
    }
    #expect(host.interface.isUsable(address) == false)
    #expect(host.interface.subnet(at: 0)?.address == address)
    _ = run(&host, seconds: 10)
    #expect(host.interface.isUsable(address) == true)
    #expect(host.exchange(ARPBytes.request(from: .peer)).count == 1)
    #expect(host.outcome(of: echoRequest().frame) == .answered)
    let first = host.interface.nextAddressEvent()
    #expect(first?.address == address && first?.event == .acquired)
    let second = host.interface.nextAddressEvent()
    #expect(second == nil)
  }

  @Test(
    "[A9] gives the address up when another station uses it or probes for it too",
    arguments: [Station.board.address, [0, 0, 0, 0]])
  func lost(sender: [UInt8]) {
    var host = ClaimingHost()
    host.poll()
    let other = ARPBytes(
      senderHardware: Station.neighbor(9).hardware, senderProtocol: sender)
    let reaction = host.react(to: other.frame)
    #expect(reaction.outcome == .arpConflict)
    #expect(reaction.sent.isEmpty)
    #expect(run(&host, seconds: 30).isEmpty)
    #expect(host.interface.isUsable(address) == false)
    let event = host.interface.nextAddressEvent()
    #expect(event?.event == .defeated(by: MACAddress(2, 0, 0, 1, 0, 9)))
    let isOurs = host.interface.restartAddress(address, at: host.now)
    #expect(isOurs)
    #expect(run(&host, seconds: 10).count == 5)
    #expect(host.interface.isUsable(address) == true)
  }

  @Test("[A10] announces the address twice, two seconds apart, and once more on each link")
  func announces() {
    var host = ClaimingHost { $0.probesAddresses = false }
    let first = run(&host, seconds: 10)
    #expect(first.map(\.frame) == [announcement, announcement])
    #expect(first.map(\.time) == [0, 2_000_000])
    host.interface.device.linkState = .down
    #expect(run(&host, seconds: 10).isEmpty)
    host.interface.device.linkState = .up(.megabits100, .full)
    #expect(run(&host, seconds: 10).map(\.frame) == [announcement, announcement])
  }

  @Test("[A10] an address that is added later is probed for and announced too")
  func added() throws {
    var host = settled()
    let second = try #require(IPv4Subnet(IPv4Address(10, 0, 0, 1), prefixLength: 8))
    try host.interface.addAddress(second, at: host.now)
    #expect(host.interface.isUsable(second.address) == false)
    let sent = run(&host, seconds: 10).map(\.frame)
    #expect(sent.map { Array($0[38..<42]) } == Array(repeating: [10, 0, 0, 1], count: 5))
    #expect(host.interface.isUsable(second.address) == true)
    #expect(host.interface.isUsable(address) == true)
    let wasOurs = host.interface.removeAddress(second.address)
    #expect(wasOurs)
    #expect(host.interface.isUsable(second.address) == false)
    #expect(throws: AddressError.inUse) {
      try host.interface.addAddress(.board!, at: host.now)
    }
  }

  @Test("[A11] defends the address with one announcement in ten seconds, then gives it up")
  func defendsOnce() {
    var host = settled()
    let sent = host.interface.counters.arpClaimsSent
    let defense = host.react(to: conflict)
    #expect(defense.outcome == .answered)
    #expect(defense.sent == [announcement])
    #expect(host.interface.counters.arpClaimsSent == sent + 1)
    let event = host.interface.nextAddressEvent()
    #expect(event?.event == .conflict(with: MACAddress(2, 0, 0, 1, 0, 9)))
    host.advance(.seconds(10))
    #expect(host.react(to: conflict).sent == [announcement])
    host.advance(Duration(microseconds: 9_999_999))
    let defeat = host.react(to: conflict)
    #expect(defeat.outcome == .arpConflict)
    #expect(defeat.sent.isEmpty)
    #expect(host.interface.isUsable(address) == false)
    #expect(host.outcome(of: echoRequest().frame) == .ipv4NoAddress)
  }

  @Test("[A11] a host that never gives up keeps the address, and is not made to flood the link")
  func neverGivesUp() {
    var host = settled(.neverGiveUp)
    var announcements = 0
    for _ in 0..<1000 {
      announcements += host.react(to: conflict).sent.count
      host.advance(.milliseconds(100))
    }
    #expect(announcements == 10)
    #expect(host.interface.isUsable(address) == true)
  }

  @Test("[A11] what waits to be sent from an address that is given up is dropped")
  func withdrawn() throws {
    var host = settled(.giveUp)
    let socket = try host.interface.bind(port: 7)
    try host.send(from: socket, to: [192, 0, 2, 9])
    try host.send(pattern(1500), from: socket, to: [192, 0, 2, 9])
    host.poll()
    #expect(host.outcome(of: conflict) == .arpConflict)
    #expect(host.interface.counters.heldWithdrawn == 1)
    #expect(host.interface.counters.fragmentsWithdrawn == 1)
    host.exchange(ARPBytes.reply(from: .neighbor(9)))
    #expect(run(&host, seconds: 10).allSatisfy { SentFrame.isClaim($0.frame) })
  }

  @Test("[A11] a socket that is bound to an address that was given up sends nothing from it")
  func boundSocket() throws {
    var host = settled(.giveUp)
    let second = try #require(IPv4Subnet(IPv4Address(10, 0, 0, 1), prefixLength: 8))
    try host.interface.addAddress(second, at: host.now)
    _ = run(&host, seconds: 10)
    let socket = try host.interface.bind(port: 7, address: address)
    #expect(host.outcome(of: conflict) == .arpConflict)
    #expect(throws: SendError.noAddress) {
      try host.send(from: socket, to: [10, 0, 0, 9])
    }
    // Nor does it answer what goes to many.
    var query = UDPBytes(source: [10, 0, 0, 9], destination: [10, 255, 255, 255]).packet
    query.frameDestination = Station.everyone
    let reaction = host.react(to: query.frame) { _, slot in slot.send(0) }
    #expect(reaction.outcome == .answerHasNoRoute)
    #expect(reaction.sent.isEmpty)
  }

  @Test("[A9] a gateway may be given while the address is probed for")
  func gateway() throws {
    var host = ClaimingHost()
    #expect(host.interface.gateway(to: IPv4Address(198, 51, 100, 1)) != nil)
    let router = Route(to: .all, gateway: IPv4Address(192, 0, 2, 77))
    try host.interface.addRoute(router)
    #expect(throws: RouteError.gatewayOffLink) {
      try host.interface.addRoute(Route(to: .all, gateway: IPv4Address(198, 51, 100, 1)))
    }
    #expect(throws: RouteError.gatewayOffLink) {
      try host.interface.addRoute(Route(to: .all, gateway: address))
    }
  }
}
