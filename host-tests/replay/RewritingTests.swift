import PlainFrames
import Testing

@testable import replay

/// `--rewrite`: a capture of other hosts becomes one of the board.
@Suite struct RewritingTests {
  /// A board of another network, which no capture knows.
  private static let board = ["--ip", "10.20.30.40/24", "--mac", "0a:00:00:00:00:28"]

  private func run(_ path: String, _ arguments: String...) -> ToolRun {
    var (output, errors) = ("", "")
    let status = ReplayCommand.run(
      [path] + Self.board + arguments, output: &output, errors: &errors)
    return ToolRun(status: status, output: output, errors: errors)
  }

  @Test(
    "lets the board take the part of the host that is asked most, with the recorded replies",
    arguments: TestCapture.comparable)
  func busiest(name: String) {
    let path = TestCapture.path(name)
    let original = ToolRun(path, "--expect", path)
    let run = run(path, "--rewrite", "--expect", path)
    #expect(run.status == .success, "\(run.output)\(run.errors)")
    for row in ["fed", "answered", "delivered", "dropped", "equal replies"] {
      #expect(run.count(row) == original.count(row), "\(row)")
    }
  }

  @Test("keeps wrong checksums wrong and right ones right", arguments: TestCapture.names)
  func outcomesStay(name: String) {
    let path = TestCapture.path(name)
    let original = ToolRun(path, "--list")
    let run = run(path, "--rewrite=192.0.2.2", "--list")
    #expect(run.outcomes == original.outcomes)
  }

  @Test("lets the board take the part of the host that is named")
  func named() {
    // The peer: the recorded replies are what it receives.
    let run = run(TestCapture.path("ping"), "--rewrite=192.0.2.1")
    #expect(run.count("sent by the board, not fed") == 19)
    // Echo replies that it has no socket for, and the answer to its ARP request.
    #expect(run.count("icmp-unhandled") == 18)
  }

  @Test("makes every receiver the board and every sender a neighbor")
  func everyone() {
    let run = run(TestCapture.path("udp-echo"), "--rewrite=all")
    #expect(run.status == .success)
    #expect(run.count("fed") == 26)
    #expect(run.count("not for the board, not fed") == 0)
    // The requests are answered, and each echo that was recorded goes to a closed port.
    #expect((run.count("answered") ?? 0) >= 13)
  }

  @Test("computes a checksum that was left to the sender's device")
  func offload() throws {
    let directory = try TemporaryDirectory()
    var capture = try TestCapture("udp-echo")
    for index in capture.frames.indices {
      var frame = FrameBytes(capture.frames[index].bytes)
      guard frame.count > 42, frame.bytes[23] == 17 else { continue }
      // What Linux leaves in the field (CHECKSUM_PARTIAL): the sum of the pseudo-header.
      let partial = 0xFFFF - frame.sum(0..<0, from: frame.pseudoHeader(length: frame.count - 34))
      frame.set(partial, at: 40)
      capture.frames[index].bytes = frame.bytes
    }
    let path = directory.path(of: "offload.pcap")
    try capture.write(to: path)
    #expect((ToolRun(path).count("udp-checksum") ?? 0) > 8)
    let run = ToolRun(path, "--rewrite")
    #expect(run.count("udp-checksum") == nil)
    #expect(run.count("answered") == 13)
  }

  @Test("rewrites what an error quotes, and its checksums")
  func quotation() throws {
    // Linux's error about a datagram to the board, from the board's part.
    let error = try TestCapture("unreachable")[6].bytes
    let rewriter = FrameRewriter(
      map: AddressMap(everyone: ReplayOptions.defaultHardwareAddress, ReplayOptions.defaultSubnet))
    // The receiver becomes the board, whose datagram the error now quotes.
    let frame = FrameBytes(rewriter.rewrite(error))
    #expect(Array(frame.bytes[30..<34]) == [192, 0, 2, 2])
    #expect(Array(frame.bytes[54..<58]) == [192, 0, 2, 2])
    #expect(frame.sum(14..<34) == 0)
    #expect(frame.sum(42..<62) == 0)
    #expect(frame.sum(34..<frame.count) == 0)
  }

  @Test("renumbers a capture in which the host is not heard")
  func silent() {
    let path = TestCapture.path("discovery")
    // What is for the network's broadcast address still is.
    let run = run(path, "--rewrite=192.0.2.77")
    #expect(run.count("udp-port-closed") == ToolRun(path).count("udp-port-closed"))
    #expect((run.count("udp-port-closed") ?? 0) > 0)
  }

  @Test("says that there is no host whose part the board could take")
  func none() {
    let path = TestCapture.path("ipv6")
    let run = ToolRun(path, "--rewrite")
    #expect(run.status == .usage)
    #expect(
      run.errors == "replay: no frame of \(path) is for one host: leave out --rewrite\n")
  }
}
