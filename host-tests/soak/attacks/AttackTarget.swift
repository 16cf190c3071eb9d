/// A station of the link, as an attack sees it.
public struct AttackTarget: Sendable {
  public let hardware: [UInt8]
  public let address: [UInt8]

  public init(hardware: [UInt8], address: [UInt8]) {
    self.hardware = hardware
    self.address = address
  }
}
