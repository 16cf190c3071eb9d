import NetStack
import Testing

@Suite("The appliance's console")
struct ApplianceConsoleTests {
  /// The banner without its last line, whose figure is the heap's.
  private func banner(of appliance: borrowing TestAppliance) throws -> String {
    let lines = appliance.board.takeText().split(
      separator: "\n", omittingEmptySubsequences: false)
    try #require(lines.count > 2)
    #expect(lines[lines.count - 2].wholeMatch(of: /heap [0-9]+ bytes free/) != nil)
    #expect(lines[lines.count - 1].isEmpty)
    return lines.dropLast(2).joined(separator: "\n")
  }

  @Test("greets with the version, the board and the addresses")
  func greeting() throws {
    var appliance = try TestAppliance(isSettled: false)
    appliance.writeBanner()
    #expect(
      try banner(of: appliance) == """
        Martlet 0.1.0 on a fake board
        mac  02:00:00:00:ab:02
        ip   192.0.2.2/24
        gw   192.0.2.1
        """)
  }

  @Test("names no gateway where there is none")
  func noGateway() throws {
    var appliance = try TestAppliance(gateway: nil, isSettled: false)
    appliance.writeBanner()
    #expect(
      try banner(of: appliance) == """
        Martlet 0.1.0 on a fake board
        mac  02:00:00:00:ab:02
        ip   192.0.2.2/24
        """)
  }

  @Test(
    "tells once of a link that comes up, at its speed",
    arguments: [
      (.up(.megabits100, .full), "link up, 100 Mbit/s, full duplex\n"),
      (.up(.megabits100, .half), "link up, 100 Mbit/s, half duplex\n"),
      (.up(.megabits10, .full), "link up, 10 Mbit/s, full duplex\n"),
      (.up(.megabits10, .half), "link up, 10 Mbit/s, half duplex\n"),
    ] as [(LinkState, String)])
  func linkUp(state: LinkState, line: String) throws {
    var appliance = try TestAppliance(isSettled: false)
    appliance.device.linkState = state
    appliance.step(times: 5)
    #expect(appliance.board.takeText() == line + "ip   192.0.2.2 is ours\n")
  }

  @Test("tells once of each change of the link")
  func linkChanges() throws {
    var appliance = try TestAppliance(isSettled: false)
    var text = ""
    let states: [LinkState] = [
      .up(.megabits100, .full), .down, .up(.megabits10, .half), .up(.megabits100, .half), .down,
    ]
    for state in states {
      appliance.device.linkState = state
      appliance.step(times: 3)
      text += appliance.board.takeText()
    }
    #expect(
      text == """
        link up, 100 Mbit/s, full duplex
        ip   192.0.2.2 is ours
        link down
        link up, 10 Mbit/s, half duplex
        ip   192.0.2.2 is ours
        link up, 100 Mbit/s, half duplex
        link down

        """)
  }

  @Test("tells of another station that uses the address, and of the address that is given up")
  func conflict() throws {
    var appliance = try TestAppliance()
    _ = appliance.exchange(PeerFrame.addressConflict)
    #expect(
      appliance.board.takeText() == "ip   192.0.2.2 is used by 02:00:00:00:00:01 too: defended\n")
    _ = appliance.exchange(PeerFrame.addressConflict)
    #expect(
      appliance.board.takeText() == "ip   192.0.2.2 is given up: 02:00:00:00:00:01 has it\n")
    #expect(appliance.exchange(PeerFrame.arpRequest).isEmpty)
  }

  @Test("looks after a minute whether an address that was given up is free again")
  func retry() throws {
    var appliance = try TestAppliance()
    for _ in 0..<2 { _ = appliance.exchange(PeerFrame.addressConflict) }
    _ = appliance.board.takeText()
    _ = appliance.board.takeSleeps()
    appliance.step()
    let due = appliance.board.now + .seconds(60)
    #expect(appliance.board.takeSleeps() == [due])
    #expect(appliance.exchange(PeerFrame.arpRequest).isEmpty)
    appliance.board.now = due
    // The probes, when the settings want any, and the first announcement are out within 8 s.
    for _ in 0..<8 {
      appliance.step()
      appliance.board.now = appliance.board.now + .seconds(1)
    }
    #expect(appliance.board.takeText() == "ip   192.0.2.2 is ours\n")
    _ = appliance.device.takeSent()
    #expect(appliance.exchange(PeerFrame.arpRequest).count == 1)
  }

  @Test("reports the counters at each interval, and wakes up for it")
  func reports() throws {
    var appliance = try TestAppliance()
    let start = appliance.board.now
    appliance.startReports(everySeconds: 2)
    appliance.step()
    #expect(appliance.board.takeText().isEmpty)
    #expect(appliance.board.takeSleeps() == [start + .seconds(2)])
    _ = appliance.exchange(PeerFrame.arpRequest)
    appliance.board.now = start + .seconds(2)
    appliance.step(times: 3)
    let text = appliance.board.takeText()
    #expect(text.hasPrefix("stat time=11 heap="))
    #expect(text.contains(" stack=1400 received="))
    #expect(text.contains(" answered=1 dropped=0 "))
    #expect(text.hasSuffix(" neighbors=1 unresolved=0 held=0 reassemblies=0\n"))
    #expect(text.split(separator: "\n").count == 1)
    #expect(appliance.board.takeSleeps().last == start + .seconds(4))
  }

  @Test("says nothing of a link that never was up")
  func linkDown() throws {
    var appliance = try TestAppliance(isSettled: false)
    appliance.step(times: 10)
    #expect(appliance.board.takeText().isEmpty)
  }

  @Test("says nothing while the link stays and while datagrams are answered")
  func silence() throws {
    var appliance = try TestAppliance()
    appliance.device.linkState = .up(.megabits100, .full)
    appliance.step()
    _ = appliance.board.takeText()
    appliance.step(times: 100)
    #expect(appliance.exchange(PeerFrame.arpRequest).count == 1)
    #expect(appliance.exchange(PeerFrame.datagram([1])).count == 1)
    #expect(appliance.board.takeText().isEmpty)
  }
}
