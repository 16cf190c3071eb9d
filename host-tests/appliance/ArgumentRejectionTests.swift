import Appliance
import Testing

/// Each wrong word is named in one line that says what would be right.
@Suite("The appliance rejects")
struct ArgumentRejectionTests {
  /// Rejects `word` among others, for this reason and with this line.
  private func expectRejection(
    _ word: String, in line: String? = nil, _ reason: ApplianceArguments.Rejection.Reason,
    _ advice: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      ParsedLine(line ?? "image \(word) other")
        == .rejected(reason, word: word, output: "error: \(word): \(advice)\n"),
      sourceLocation: sourceLocation)
  }

  @Test(
    "what is no address with a prefix length",
    arguments: [
      "ip=", "ip=192.0.2.2", "ip=192.0.2.2/", "ip=192.0.2.2/33", "ip=192.0.2.2/024", "ip=/24",
      "ip=300.0.2.2/24", "ip=192.0.2/24", "ip=192.0.2.2.1/24", "ip=192.0.2.2/24x", "ip==1",
      "ip=192.0.2.02/24", "ip=nowhere",
    ])
  func address(word: String) {
    expectRejection(
      word, .address, "not an address with a prefix length; write it like ip=192.0.2.2/24")
  }

  @Test(
    "an address that no host can have",
    arguments: [
      "ip=192.0.2.0/24", "ip=192.0.2.255/24", "ip=127.0.0.1/8", "ip=224.0.0.1/24",
      "ip=255.255.255.255/32", "ip=0.0.0.0/0", "ip=0.1.2.3/8",
    ])
  func notAHost(word: String) {
    expectRejection(
      word, .notAHost, "no host can have this address; choose another in its network")
  }

  @Test(
    "a gateway that is no address",
    arguments: ["gw=", "gw=nowhere", "gw=192.0.2.1/24", "gw=192.0.2", "gw=192.0.2.256"])
  func gateway(word: String) {
    expectRejection(word, .gateway, "not an address; write it like gw=192.0.2.1")
  }

  @Test(
    "a gateway that is not another host of the network",
    arguments: [
      "gw=192.0.3.1", "gw=192.0.2.2", "gw=192.0.2.0", "gw=192.0.2.255", "gw=0.0.0.0",
      "gw=224.0.0.1",
    ])
  func gatewayOffLink(word: String) {
    expectRejection(
      word, .gatewayOffLink,
      "not another host of the network that ip= names; choose one that is")
  }

  @Test("a gateway that is not in the network that ip= names, in either order")
  func gatewayOfAnotherNetwork() {
    let advice = "not another host of the network that ip= names; choose one that is"
    let word = "gw=192.0.2.1"
    expectRejection(word, in: "ip=10.1.2.3/8 \(word)", .gatewayOffLink, advice)
    expectRejection(word, in: "\(word) ip=10.1.2.3/8", .gatewayOffLink, advice)
  }

  @Test(
    "an interval of reports that is no second to nine",
    arguments: ["report=", "report=0", "report=10", "report=x", "report=1s"])
  func report(word: String) {
    expectRejection(
      word, .report, "write report=1 to report=9 for the seconds between two reports")
  }

  @Test(
    "an assignment that it does not know",
    arguments: ["mtu=9000", "=", "x=", "IP=192.0.2.2/24", "i=p", "xip=192.0.2.2/24", "gw:=1"])
  func unknown(word: String) {
    expectRejection(
      word, .unknown,
      "unknown argument; there are ip=ADDRESS/LENGTH, gw=ADDRESS, probe=yes or no and report=1")
  }

  @Test("the word itself, wherever it stands")
  func places() {
    let advice =
      "unknown argument; there are ip=ADDRESS/LENGTH, gw=ADDRESS, probe=yes or no and report=1"
    for line in ["a=b", "a=b image", "image a=b", "  a=b  ", "ip=10.1.2.3/8 a=b gw=10.0.0.1"] {
      expectRejection("a=b", in: line, .unknown, advice)
    }
  }
}
