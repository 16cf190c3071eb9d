import Appliance
import NetStack

/// An appliance on a fake board with a fake device: 192.0.2.2/24.
struct TestAppliance: ~Copyable {
  let board = BoardLog()
  let device = DeviceLog()
  private var appliance: Appliance<FakeBoard, FakeDevice>

  init(gateway: IPv4Address? = IPv4Address(192, 0, 2, 1)) throws {
    let subnet = IPv4Subnet(IPv4Address(192, 0, 2, 2), prefixLength: 24)
    appliance = try Appliance(
      board: FakeBoard(log: board), device: FakeDevice(log: device),
      configuration: InterfaceConfiguration(subnet: subnet, gateway: gateway))
  }

  mutating func writeBanner() { appliance.writeBanner() }

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
