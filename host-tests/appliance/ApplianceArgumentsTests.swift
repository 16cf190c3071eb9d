import Appliance
import NetStack
import Testing

@Suite("The appliance's arguments")
struct ApplianceArgumentsTests {
  static let defaults = ParsedLine.accepted([192, 0, 2, 2], length: 24, gateway: [192, 0, 2, 1])

  @Test("have defaults in the first network for documentation (RFC 5737)")
  func noArguments() {
    #expect(ParsedLine("") == Self.defaults)
    #expect(ParsedLine("mps2-an386.elf") == Self.defaults)
  }

  @Test("take an address with its prefix length, and then have no gateway")
  func address() {
    let expected = ParsedLine.accepted([10, 1, 2, 3], length: 8, gateway: [])
    #expect(ParsedLine("image ip=10.1.2.3/8") == expected)
    #expect(ParsedLine("ip=10.1.2.3/8") == expected)
  }

  @Test("take an interval of reports, and have none otherwise")
  func report() throws {
    #expect(try ApplianceArguments(Array("image report=9 x".utf8).span).reportInterval == 9)
    #expect(try ApplianceArguments(Array("image".utf8).span).reportInterval == nil)
  }

  @Test("take a gateway in the default network")
  func gateway() {
    #expect(
      ParsedLine("image gw=192.0.2.254")
        == .accepted([192, 0, 2, 2], length: 24, gateway: [192, 0, 2, 254]))
  }

  @Test(
    "take both in either order",
    arguments: [
      "image ip=10.1.2.3/8 gw=10.0.0.1", "image gw=10.0.0.1 ip=10.1.2.3/8",
      "gw=10.0.0.1 ip=10.1.2.3/8",
    ])
  func order(line: String) {
    #expect(ParsedLine(line) == .accepted([10, 1, 2, 3], length: 8, gateway: [10, 0, 0, 1]))
  }

  @Test(
    "pass over words without an equals sign, and any number of spaces",
    arguments: [
      "ip", "gw", "i p", "ip:10.1.2.3/8", " ", "   image   ", "/some/path/to/image --verbose",
      "\tip\n",
    ])
  func otherWords(line: String) {
    #expect(ParsedLine(line) == Self.defaults)
  }

  @Test("are separated by any number of spaces")
  func spaces() {
    #expect(
      ParsedLine("  image   gw=10.0.0.1  x ip=10.1.2.3/8   ")
        == .accepted([10, 1, 2, 3], length: 8, gateway: [10, 0, 0, 1]))
  }

  @Test("given twice count as they were given last")
  func repeated() {
    #expect(
      ParsedLine("ip=10.1.2.3/8 gw=10.0.0.1 gw=10.0.0.9 ip=10.4.5.6/16 gw=10.4.0.1")
        == .accepted([10, 4, 5, 6], length: 16, gateway: [10, 4, 0, 1]))
  }

  @Test("allow both hosts of a link of two (RFC 3021 §2.1)")
  func pointToPoint() {
    #expect(
      ParsedLine("ip=10.0.0.0/31 gw=10.0.0.1")
        == .accepted([10, 0, 0, 0], length: 31, gateway: [10, 0, 0, 1]))
  }
}
