import Link
import NetStack
import Testing

/// Several addresses of one interface, each of which is claimed by itself.
extension AddressClaimTests {
  /// 10.0.0.1/8
  private static var second: IPv4Subnet? { IPv4Subnet(IPv4Address(10, 0, 0, 1), prefixLength: 8) }

  /// Another station uses 10.0.0.1.
  private var conflict: [UInt8] {
    ARPBytes(
      senderHardware: Station.neighbor(9).hardware, senderProtocol: [10, 0, 0, 1],
      targetProtocol: [10, 0, 0, 1]
    ).frame
  }

  private func settledWithSecond() throws -> ClaimingHost {
    var host = settled()
    try host.interface.addAddress(try #require(Self.second), at: host.now)
    _ = run(&host, seconds: 10)
    while host.interface.nextAddressEvent() != nil {}
    return host
  }

  @Test("[A11] defends each of its addresses, and gives up only the one that is lost")
  func conflictAboutSecond() throws {
    var host = try settledWithSecond()
    let defense = ARPBytes(
      senderHardware: Station.board.hardware, senderProtocol: [10, 0, 0, 1],
      targetProtocol: [10, 0, 0, 1])
    #expect(host.react(to: conflict).sent == [defense.frame])
    let event = host.interface.nextAddressEvent()
    #expect(event?.address == Self.second?.address)
    #expect(event?.event == .conflict(with: MACAddress(2, 0, 0, 1, 0, 9)))
    #expect(host.outcome(of: conflict) == .arpConflict)
    #expect(host.interface.isUsable(IPv4Address(10, 0, 0, 1)) == false)
    #expect(host.interface.isUsable(address) == true)
    #expect(host.outcome(of: ARPBytes.request(from: .peer)) == .answered)
  }

  @Test("[A9] [A10] keeps the times of each address, whatever those of the others are")
  func times() throws {
    for seed in 0..<20 as Range<UInt64> {
      var host = ClaimingHost { $0.seed = seed }
      try host.interface.addAddress(try #require(Self.second), at: host.now)
      let sent = run(&host, seconds: 12)
      for target in [Station.board.address, [10, 0, 0, 1]] {
        let times = sent.filter { Array($0.frame[38..<42]) == target }.map(\.time)
        try #require(times.count == 5, "seed \(seed)")
        #expect(times[0] <= 1_000_000)
        #expect((1_000_000...2_000_000).contains(times[1] - times[0]), "seed \(seed)")
        #expect((1_000_000...2_000_000).contains(times[2] - times[1]), "seed \(seed)")
        #expect(times[3] - times[2] == 2_000_000 && times[4] - times[3] == 2_000_000)
      }
    }
  }

  @Test("an address that is removed leaves the one that came after it")
  func removed() throws {
    var host = try settledWithSecond()
    let wasOurs = host.interface.removeAddress(address)
    #expect(wasOurs)
    #expect(host.interface.isUsable(address) == false)
    #expect(host.interface.isUsable(IPv4Address(10, 0, 0, 1)) == true)
    #expect(host.interface.subnet(at: 0) == Self.second)
    #expect(host.interface.subnet(at: 1) == nil)
    #expect(host.react(to: conflict).sent.count == 1, "and it is defended yet")
  }

  @Test("[A9] finds the address that it probes for with a neighbor that it has spoken with")
  func neighborsAddress() throws {
    var host = settled()
    host.meet(.neighbor(9))
    let ping = echoRequest(from: .neighbor(9)).frame
    #expect(host.outcome(of: ping) == .answered)
    let subnet = try #require(IPv4Subnet(IPv4Address(192, 0, 2, 9), prefixLength: 24))
    try host.interface.addAddress(subnet, at: host.now)
    #expect(host.outcome(of: ping) == .answered, "the address is not ours yet")
    #expect(host.outcome(of: ARPBytes.request(from: .neighbor(9))) == .arpConflict)
    #expect(run(&host, seconds: 10).isEmpty)
    #expect(host.interface.isUsable(subnet.address) == false)
  }

  @Test("[A9] an address that is added without a link is probed for as soon as there is one")
  func addedWithoutLink() throws {
    var host = settled()
    host.interface.device.linkState = .down
    host.poll()
    try host.interface.addAddress(try #require(Self.second), at: host.now)
    #expect(run(&host, seconds: 10).isEmpty)
    #expect(host.interface.isUsable(IPv4Address(10, 0, 0, 1)) == false)
    host.interface.device.linkState = .up(.megabits100, .full)
    let sent = run(&host, seconds: 10).filter { !SentFrame.isClaim($0.frame) }
    #expect(sent.count == 5)
    #expect(host.interface.isUsable(IPv4Address(10, 0, 0, 1)) == true)
  }
}
