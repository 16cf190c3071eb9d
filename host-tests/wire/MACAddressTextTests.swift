import Testing
import Wire

@Suite struct MACAddressTextTests {
  private func parse(_ text: String) -> MACAddress? { MACAddress(text: Array(text.utf8).span) }

  @Test("reads six pairs of hexadecimal digits of either case")
  func reads() {
    #expect(parse("02:00:00:00:00:01") == MACAddress(2, 0, 0, 0, 0, 1))
    #expect(parse("aB:Cd:eF:09:90:fF") == MACAddress(0xAB, 0xCD, 0xEF, 0x09, 0x90, 0xFF))
  }

  @Test(
    "refuses anything else",
    arguments: [
      "", "02:00:00:00:00", "02:00:00:00:00:01:", "02:00:00:00:00:001", "02-00-00-00-00-01",
      "2:0:0:0:0:1", "02:00:00:00:00:0g", "02:00:00:00:00:0:", " 2:00:00:00:00:01",
      "+2:00:00:00:00:01", "020000000000:00:01",
    ])
  func refuses(text: String) {
    #expect(parse(text) == nil)
  }
}
