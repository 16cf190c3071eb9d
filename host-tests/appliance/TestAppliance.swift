import Appliance
import NetStack

/// An appliance on a fake board with a fake device: 192.0.2.2/24.
struct TestAppliance: ~Copyable {
  let board = BoardLog()
  let device = DeviceLog()
  private var appliance: Appliance<FakeBoard, FakeDevice>

  /// - Parameter isSettled: whether the link is up, and the address announced, or neither.
  init(gateway: IPv4Address? = IPv4Address(192, 0, 2, 1), isSettled: Bool = true) throws {
    let subnet = IPv4Subnet(IPv4Address(192, 0, 2, 2), prefixLength: 24)
    var configuration = InterfaceConfiguration(subnet: subnet, gateway: gateway)
    configuration.probesAddresses = false
    appliance = try Appliance(
      board: FakeBoard(log: board), device: FakeDevice(log: device),
      configuration: configuration)
    if isSettled { settle() }
  }

  private mutating func settle() {
    device.linkState = .up(.megabits100, .full)
    // The second announcement comes two seconds after the first (RFC 5227 §2.3).
    for _ in 0..<2 {
      step()
      board.now = board.now + .seconds(2)
    }
    _ = device.takeSent()
    _ = board.takeText()
    _ = board.takeSleeps()
    device.forgetPreparations()
  }

  mutating func writeBanner() { appliance.writeBanner() }

  mutating func startReports(everySeconds seconds: UInt8) {
    appliance.startReports(everySeconds: seconds)
  }

  mutating func step(times: Int = 1) {
    for _ in 0..<times { appliance.step() }
  }

  /// Steps once with a frame on the device.
  /// - Returns: what was sent.
  mutating func exchange(_ frame: [UInt8]) -> [[UInt8]] {
    device.arrive(frame)
    step()
    return device.takeSent()
  }
}
