import NetStack
import Testing

@Suite("The start of an interface")
struct StartTests {
  private typealias BoardInterface = MinimalInterface<TestDevice>

  @Test("asks nothing of its device before it starts")
  func unstarted() {
    let interface = BoardInterface(unstarted: TestDevice())
    #expect(interface.device.groups.isEmpty)
    #expect(interface.hardwareAddress == .zero)
  }

  @Test("takes its hardware address from the device when it starts, not before")
  func lateAddress() {
    var interface = BoardInterface(unstarted: TestDevice())
    interface.device.hardwareAddress = [2, 0, 0, 0, 0, 9]
    interface.start(InterfaceConfiguration(subnet: .board))
    #expect(interface.hardwareAddress == MACAddress(2, 0, 0, 0, 0, 9))
  }

  @Test("answers like one that started at once")
  func answers() {
    var host = BoardHost()
    var interface = BoardInterface(unstarted: TestDevice())
    interface.start(
      InterfaceConfiguration(subnet: .board, gateway: IPv4Address(192, 0, 2, 254)))
    let request = ARPBytes.request(from: .neighbor(9))
    interface.device.arrive(request)
    let deadline = interface.poll(at: host.now)
    let sent = interface.device.takeSent()
    #expect(sent.count == 1)
    #expect(sent == host.exchange(request))
    #expect(deadline == host.deadline)
    #expect(interface.device.groups == host.interface.device.groups)
    #expect(interface.subnet(at: 0) == .board)
    #expect(interface.gateway(to: IPv4Address(198, 51, 100, 1)) == IPv4Address(192, 0, 2, 254))
  }
}
