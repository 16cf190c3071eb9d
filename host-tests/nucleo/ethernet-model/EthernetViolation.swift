/// Something that the manual forbids and software did all the same.
public struct EthernetViolation: Equatable, Sendable, CustomStringConvertible {
  /// The register or descriptor word.
  public var register: String
  /// What is wrong with the access, and the manual's section.
  public var reason: String

  public init(register: String, reason: String) {
    self.register = register
    self.reason = reason
  }

  public var description: String { "\(register): \(reason)" }
}
