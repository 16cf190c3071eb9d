import Testing
import Wire
import SeededRandom

private func address(_ text: String) -> IPv4Address? {
  IPv4Address(text: ExactBytes(text.utf8).span)
}

private func subnet(_ text: String) -> IPv4Subnet? {
  IPv4Subnet(text: ExactBytes(text.utf8).span)
}

@Suite struct IPv4AddressTextTests {
  @Test(
    "reads four numbers with dots between them",
    arguments: [
      ("0.0.0.0", IPv4Address(0, 0, 0, 0)),
      ("1.2.3.4", IPv4Address(1, 2, 3, 4)),
      ("10.20.30.40", IPv4Address(10, 20, 30, 40)),
      ("192.0.2.1", IPv4Address(192, 0, 2, 1)),
      ("100.101.109.110", IPv4Address(100, 101, 109, 110)),
      ("249.250.199.200", IPv4Address(249, 250, 199, 200)),
      ("255.255.255.255", IPv4Address(255, 255, 255, 255)),
    ])
  func good(text: String, expected: IPv4Address) {
    #expect(address(text) == expected)
  }

  @Test(
    "reads nothing else",
    arguments: [
      // Parts.
      "", ".", "...", "1", "1.", "1.2", "1.2.3", "1.2.3.", ".1.2.3", ".1.2.3.4", "1.2.3.4.",
      "1.2.3.4.5", "1..2.3", "1..2.3.4", "1.2.3..4", "1.2.3,4", "1:2:3:4", "1/2/3/4", "3221225985",
      // Numbers.
      "01.2.3.4", "1.02.3.4", "1.2.3.04", "1.2.3.00", "00.0.0.0", "1.2.3.001", "256.2.3.4",
      "1.2.3.256", "1.2.3.999", "1.2.3.1000", "1.2.3.0255", "1.2.3.2550", "4294967297.2.3.4",
      "1.2.3.18446744073709551617", "0x1.2.3.4", "1.2.3.a", "a.b.c.d", "1e1.2.3.4",
      // The characters beside the digits.
      "1.2.3./", "1.2.3.:", "1.2.3.4:", "/.2.3.4",
      // Signs, spaces and what stands behind.
      "+1.2.3.4", "-1.2.3.4", "1.2.3.-4", " 1.2.3.4", "1.2.3.4 ", "1. 2.3.4", "1 .2.3.4",
      "1.2.3.4\n", "1.2.3.4\0", "\t1.2.3.4", "1.2.3.4/24", "1.2.3.4x", "\u{FF11}.2.3.4",
    ])
  func bad(text: String) {
    #expect(address(text) == nil)
  }

  @Test("reads every number that an octet can be, and none above")
  func everyOctet() {
    for number in 0...1100 {
      let octet = UInt8(exactly: number)
      #expect(address("\(number).0.0.0") == octet.map { IPv4Address($0, 0, 0, 0) })
      #expect(address("0.0.0.\(number)") == octet.map { IPv4Address(0, 0, 0, $0) })
    }
  }

  @Test("reads of random text just what is an address")
  func random() {
    var generator = SplitMix64()
    var addresses = 0
    for _ in 0..<50_000 {
      // Mostly four parts, so that enough of them are addresses.
      var text = ""
      for position in 0..<(Int.random(in: 0..<8, using: &generator) == 0 ? 3 : 4) {
        if position > 0 { text += "." }
        text += String(Int.random(in: 0...400, using: &generator))
      }
      if Bool.random(using: &generator) {
        var characters = Array(text)
        characters[.random(in: characters.indices, using: &generator)] =
          "0123456789. /x".randomElement(using: &generator)!
        text = String(characters)
      }

      let parts = text.split(separator: ".", omittingEmptySubsequences: false)
      // The standard library reads signs and leading zeros too.
      let octets = parts.compactMap { part in
        UInt8(part).flatMap { String($0) == part ? $0 : nil }
      }
      let isAddress = parts.count == 4 && octets.count == 4
      let expected =
        isAddress ? IPv4Address(octets[0], octets[1], octets[2], octets[3]) : nil
      if address(text) != expected { Issue.record("\(text)") }
      addresses += isAddress ? 1 : 0
    }
    #expect(addresses > 1000)
  }
}

@Suite struct IPv4SubnetTextTests {
  @Test(
    "reads an address and a prefix length",
    arguments: [("192.0.2.2/24", 24), ("192.0.2.2/0", 0), ("192.0.2.2/9", 9), ("192.0.2.2/32", 32)]
      as [(String, UInt8)])
  func good(text: String, length: UInt8) {
    #expect(subnet(text) == IPv4Subnet(IPv4Address(192, 0, 2, 2), prefixLength: length))
  }

  @Test(
    "reads nothing else",
    arguments: [
      "", "/", "/24", "1.2.3.4", "1.2.3.4/", "1.2.3.4/33", "1.2.3.4/99", "1.2.3.4/100",
      "1.2.3.4/255", "1.2.3.4/256", "1.2.3.4/280", "1.2.3.4/024", "1.2.3.4/00", "1.2.3.4/08",
      "1.2.3.4/240", "1.2.3.4/4294967320", "1.2.3.4/-1", "1.2.3.4/+1", "1.2.3.4/2 4",
      "1.2.3.4 /24", "1.2.3.4/ 24", "1.2.3.4/24 ", " 1.2.3.4/24", "1.2.3.4/24/", "1.2.3.4/24/24",
      "1.2.3.4//24", "1.2.3/24", "1.2.3.4.5/24", "1.2.3.256/24", "1.2.3.4/a", "1.2.3.4\\24",
      "1.2.3.4/255.255.255.0", "1.2.3.4/2.", "24/1.2.3.4",
    ])
  func bad(text: String) {
    #expect(subnet(text) == nil)
  }
}
