import Link
import NetStack
import Testing

/// The groups of an interface that has room for more than a socket's bits tell apart.
@Suite struct GroupLimitTests {
  @Test("a socket joins 32 groups, and one more is refused and leaves nothing behind")
  func sockets() throws {
    var interface = Interface<TestDevice, QuietFeatures, 1, 1, 0, 2, 0, 40, 0, 0, 0>(
      device: TestDevice(),
      configuration: InterfaceConfiguration(subnet: .board, gateway: nil))
    let now = Instant(microseconds: 0)
    let socket = try interface.bind(port: 7)
    for number in 0..<32 as Range<UInt8> {
      try interface.join(IPv4Address(239, 0, 0, number), socket, at: now)
    }
    let filters = interface.device.groups
    #expect(throws: GroupError.tooManyGroups) {
      try interface.join(IPv4Address(239, 0, 0, 32), socket, at: now)
    }
    #expect(interface.device.groups == filters)
    interface.leave(IPv4Address(239, 0, 0, 5), socket, at: now)
    #expect(interface.device.groups.count == filters.count - 1)
  }
}
