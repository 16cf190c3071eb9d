import NetStack
import Testing

@Suite("The appliance sleeps")
struct ApplianceSleepTests {
  @Test("for good when nothing is due")
  func forGood() throws {
    var appliance = try TestAppliance()
    appliance.step()
    #expect(appliance.board.takeSleeps() == [nil])
  }

  @Test("until the next request for a silent neighbor, a second later (RFC 1122 §2.3.2.1)")
  func untilDeadline() throws {
    var appliance = try TestAppliance()
    // Its answer needs the peer's hardware address, which nobody has told.
    #expect(appliance.exchange(PeerFrame.datagram([1])).map { $0[12..<14] } == [[8, 6]])
    let next = appliance.board.now + .seconds(1)
    #expect(appliance.board.takeSleeps() == [next])
    appliance.board.now = next
    appliance.step()
    #expect(appliance.device.takeSent().map { $0[12..<14] } == [[8, 6]])
    #expect(appliance.board.takeSleeps() == [next + .seconds(1)])
  }

  @Test("not past now when it left frames on the device")
  func framesLeft() throws {
    var appliance = try TestAppliance()
    // One more than a poll takes in.
    for _ in 0..<17 { appliance.device.arrive(PeerFrame.arpRequest) }
    appliance.step()
    #expect(appliance.device.takeSent().count == 16)
    #expect(appliance.board.takeSleeps() == [appliance.board.now])
    appliance.step()
    #expect(appliance.device.takeSent().count == 1)
    #expect(appliance.board.takeSleeps() == [nil])
  }

  @Test("only when the device says that it has no work")
  func work() throws {
    var appliance = try TestAppliance()
    appliance.device.hasWork = [true, true, false, true]
    appliance.step(times: 2)
    #expect(appliance.board.takeSleeps().isEmpty)
    appliance.step()
    #expect(appliance.board.takeSleeps() == [nil])
    appliance.step()
    #expect(appliance.board.takeSleeps().isEmpty)
  }

  @Test("after asking the device once a step")
  func preparations() throws {
    var appliance = try TestAppliance()
    appliance.device.hasWork = [true]
    appliance.step(times: 3)
    #expect(appliance.device.preparations == 3)
  }
}
