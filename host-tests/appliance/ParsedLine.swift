import Appliance
import NetStack

/// What the appliance makes of a command line.
enum ParsedLine: Equatable {
  case accepted(subnet: IPv4Subnet?, gateway: IPv4Address?)
  /// With the word that is at fault and all that is printed.
  case rejected(ApplianceArguments.Rejection.Reason, word: String, output: String)

  init(_ line: String) {
    self.init(Array(line.utf8))
  }

  init(_ bytes: [UInt8]) {
    do throws(ApplianceArguments.Rejection) {
      let arguments = try ApplianceArguments(bytes.span)
      self = .accepted(subnet: arguments.subnet, gateway: arguments.gateway)
    } catch {
      var collector = Collector()
      error.write(of: bytes.span, to: &collector)
      let word = String(decoding: bytes[error.word], as: UTF8.self)
      self = .rejected(error.reason, word: word, output: collector.text)
    }
  }

  /// - Parameters:
  ///   - address: as its octets.
  ///   - gateway: likewise; none when empty.
  static func accepted(
    _ address: [UInt8], length: UInt8, gateway: [UInt8]
  ) -> ParsedLine {
    .accepted(
      subnet: IPv4Subnet(IPv4Address(address), prefixLength: length),
      gateway: gateway.isEmpty ? nil : IPv4Address(gateway))
  }
}

extension IPv4Address {
  init(_ octets: [UInt8]) {
    self.init(octets[0], octets[1], octets[2], octets[3])
  }
}
