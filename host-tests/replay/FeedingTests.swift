import Testing

@testable import replay

/// Which frames are fed, when, and what the table says of them.
@Suite struct FeedingTests {
  private static let second: Int64 = 1_000_000

  /// The tool's run over these frames, a second apart unless said otherwise.
  private func run(_ frames: [[UInt8]], expecting: Bool = false) throws -> ToolRun {
    let directory = try TemporaryDirectory()
    let path = directory.path(of: "capture.pcap")
    let timed = frames.enumerated().map { index, bytes in
      TestCapture.Frame(bytes: bytes, microseconds: Int64(index) * Self.second)
    }
    try TestCapture(timed).write(to: path)
    return expecting ? ToolRun(path, "--expect", path) : ToolRun(path)
  }

  private func request() throws -> [UInt8] { try TestCapture("ping")[3].bytes }

  @Test(
    "counts a broken checksum as its own reason to drop",
    arguments: [
      ("ping", 24, "ipv4-checksum"), ("ping", 36, "icmp-checksum"),
      ("udp-echo", 40, "udp-checksum"),
    ])
  func brokenChecksum(name: String, offset: Int, reason: String) throws {
    var frames = try TestCapture(name).frames.map(\.bytes)
    frames[2][offset] ^= 1
    let run = try run(frames)
    #expect(run.status == .success)
    #expect(run.count("dropped") == 1)
    #expect(run.count(reason) == 1)
    #expect(run.count("answered") == run.count("fed").map { $0 - 1 })
  }

  @Test("shows only reasons that occurred")
  func reasons() throws {
    let run = try run([try request()])
    #expect(run.count("dropped") == 0)
    #expect(!run.output.contains("checksum"))
  }

  @Test("feeds frames to the board and to groups, and counts those to others")
  func destinations() throws {
    let request = try request()
    var other = request
    other[5] = 0x03
    var broadcast = request
    broadcast.replaceSubrange(0..<6, with: [UInt8](repeating: 0xFF, count: 6))
    var multicast = request
    multicast.replaceSubrange(0..<6, with: [0x01, 0x00, 0x5E, 0x00, 0x00, 0x01])

    let run = try run([request, other, broadcast, multicast])
    #expect(run.count("frames") == 4)
    #expect(run.count("fed") == 3)
    #expect(run.count("not for the board, not fed") == 1)
    // One host's address in a frame for many (RFC 1122 §3.3.6).
    #expect(run.count("ipv4-link-broadcast") == 2)
  }

  @Test("takes the board's addresses from the options")
  func addresses() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path(of: "capture.pcap")
    let arp = try TestCapture("ping")[1].bytes
    var other = arp
    other[41] = 99
    try TestCapture([arp, other].map { .init(bytes: $0, microseconds: 0) }).write(to: path)

    let written = directory.path(of: "written.pcap")
    let run = ToolRun(
      path, "--ip", "192.0.2.99/24", "--mac=02:00:00:00:00:99", "--write", written)
    #expect(run.count("answered") == 1)
    let reply = try TestCapture(path: written).frames.last?.bytes
    // Sender hardware and protocol address (RFC 826).
    #expect(reply?[22..<32] == [0x02, 0, 0, 0, 0, 0x99, 192, 0, 2, 99])
  }

  @Test("feeds frames that are too short for an Ethernet header")
  func runts() throws {
    let run = try run([[], [0x02], try request()])
    #expect(run.count("fed") == 3)
    #expect(run.count("frame-truncated") == 2)
  }

  @Test("does not feed a frame that the capture cut short")
  func cutShort() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path(of: "cut.pcap")
    var capture = try TestCapture("ping")
    capture[5].bytes.removeLast()
    capture[5].originalLength = 43
    try capture.write(to: path)

    let run = ToolRun(path)
    #expect(run.status == .success)
    #expect(run.count("cut short, not fed") == 1)
    #expect(run.count("fed") == 18)
    #expect(run.count("dropped") == 0)
  }

  @Test("lets a reply wait for its neighbor, and compares it then")
  func held() throws {
    let ping = try TestCapture("ping")
    let arpReply = try TestCapture("arp")[4].bytes
    let run = try run([ping[3].bytes, ping[4].bytes, arpReply], expecting: true)
    #expect(run.status == .success, "\(run.output)")
    #expect(run.count("held for a neighbor") == 1)
    #expect(run.count("equal replies") == 1)
    #expect(run.count("no reply from either") == 1)
  }

  @Test("tells that a recorded reply is still held at the end")
  func heldAtTheEnd() throws {
    let ping = try TestCapture("ping")
    let run = try run([ping[3].bytes, ping[4].bytes, [], []], expecting: true)
    #expect(run.status == .different)
    #expect(run.output.contains("the stack did not reply (held)"))
    // Its requests for the neighbor, at 0, 1 and 2 seconds.
    #expect(run.count("sent by the stack, without counterpart") == 3)
  }

  @Test("asks for a neighbor once a second, three times, on the capture's clock")
  func clock() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path(of: "capture.pcap")
    let start = 1_700_000_000 * Self.second
    let request = try request()
    // The last frame is late in the file: its time has passed.
    try TestCapture([
      .init(bytes: request, microseconds: start),
      .init(bytes: [], microseconds: start + 60 * Self.second),
      .init(bytes: [], microseconds: start - 60 * Self.second),
    ]).write(to: path)

    let written = directory.path(of: "written.pcap")
    #expect(ToolRun(path, "--write", written).status == .success)
    let frames = try TestCapture(path: written).frames
    try #require(frames.count == 6)
    #expect(frames.map { ($0.microseconds - start) / Self.second } == [0, 0, 1, 2, 60, 60])
    #expect(frames[0].bytes == request)
    for frame in frames[1...3] {
      // Broadcast requests for the peer's address (RFC 826).
      #expect(frame.bytes[0..<6] == [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF])
      #expect(frame.bytes[20..<22] == [0, 1])
      #expect(frame.bytes[38..<42] == [192, 0, 2, 1])
    }
  }

  @Test("answers other networks through the gateway only when there is one")
  func gateway() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path(of: "capture.pcap")
    var request = try request()
    // From 192.0.3.1: the header's sum grows by 0x0100, its checksum shrinks.
    request[28] += 1
    request[24] -= 1
    let capture = TestCapture([.init(bytes: request, microseconds: 0)])
    try capture.write(to: path)

    let without = ToolRun(path)
    let with = ToolRun(path, "--gw", "192.0.2.1")
    #expect(without.count("answer-has-no-route") == 1)
    #expect(with.count("answer-has-no-route") == nil)
    #expect(with.count("held for a neighbor") == 1)
  }

  @Test("writes a conversation that replays as it was")
  func write() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path(of: "written.pcap")
    let ping = try TestCapture("ping")
    #expect(ToolRun(TestCapture.path("ping"), "--write", path, "--quiet").output == "")

    let written = try TestCapture(path: path)
    try #require(written.frames.count == 38)
    // Each request as recorded, each reply at its request's time.
    for number in stride(from: 1, to: 38, by: 2) {
      #expect(written[number] == ping[number])
      #expect(written[number + 1].microseconds == ping[number].microseconds)
    }
    let again = ToolRun(TestCapture.path("ping"), "--expect", path, "--ignore", "none")
    #expect(again.status == .success)
    #expect(again.count("equal replies") == 19)
  }
}
