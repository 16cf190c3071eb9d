import Testing

@testable import replay

/// Which recorded frame is taken for the reply to which request.
@Suite struct MatchingTests {
  /// Replays a recorded capture and compares it with what `change` made of that.
  private func run(
    _ name: String, expecting change: (inout [TestCapture.Frame]) -> Void
  ) throws -> ToolRun {
    let directory = try TemporaryDirectory()
    let expected = directory.path(of: "expected.pcap")
    var capture = try TestCapture(name)
    change(&capture.frames)
    try capture.write(to: expected)
    return ToolRun(TestCapture.path(name), "--expect", expected)
  }

  @Test("finds the reply to each request where requests overtake replies")
  func overtaking() throws {
    for name in TestCapture.comparable {
      let run = try run(name) { frames in
        let isReply = { (frame: TestCapture.Frame) in frame.bytes[11] == 0x02 }
        frames = frames.filter { !isReply($0) } + frames.filter(isReply)
      }
      #expect(run.status == .success, "\(name): \(run.output)")
    }
  }

  @Test("goes on after a reply between the same ports that is missing")
  func missing() throws {
    // Frame 10, the echo of 18 bytes.
    let run = try run("udp-echo") { $0.remove(at: 9) }
    #expect(run.status == .different)
    #expect(run.output.contains("\nframe 9, UDP port 40000 to 7, 60 bytes: the stack replied with"))
    #expect(run.count("only the stack's reply") == 1)
    #expect(run.count("equal replies") == 12)
  }

  @Test("goes on after a missing reply where the others are padded")
  func missingAmongPadded() throws {
    let run = try run("udp-echo") { frames in
      for index in frames.indices where frames[index].bytes.count < 60 {
        frames[index].bytes += [UInt8](repeating: 0, count: 60 - frames[index].bytes.count)
      }
      // Frame 4, the empty echo.
      frames.remove(at: 3)
    }
    #expect(run.count("only the stack's reply") == 1)
    #expect(run.count("equal replies") == 12)
  }

  @Test("goes on after a reply between the same ports that is one too many")
  func tooMany() throws {
    let run = try run("udp-echo") { frames in
      var other = frames[9]
      other.bytes[59] ^= 1
      frames.insert(other, at: 9)
    }
    #expect(run.count("equal replies") == 13)
    #expect(run.count("recorded, without counterpart") == 1)
  }

  @Test("goes on after several replies between the same ports that differ")
  func different() throws {
    let run = try run("udp-echo") { frames in
      for index in [9, 11, 15] { frames[index].bytes[42] ^= 1 }
    }
    #expect(run.status == .different)
    #expect(run.count("different replies") == 3)
    #expect(run.count("equal replies") == 10)
    for (request, reply) in [(9, 10), (11, 12), (15, 16)] {
      #expect(run.output.contains("\nframe \(request), "))
      #expect(run.output.contains("differs from frame \(reply) of "))
    }
  }

  @Test("sees that two replies between the same ports changed places")
  func changedPlaces() throws {
    let run = try run("udp-echo") { $0.swapAt(9, 11) }
    #expect(run.status == .different)
    #expect(run.count("equal replies") == 12)
  }

  @Test("puts an error beside the echo that was expected in its place")
  func errorForEcho() throws {
    // Port 9 echoes in the recording: the recorded error becomes an echo of the empty datagram.
    let run = try run("unreachable") { frames in
      var echo = frames[2].bytes
      echo.replaceSubrange(0..<12, with: frames[3].bytes[0..<12])
      echo.replaceSubrange(26..<34, with: [192, 0, 2, 2, 192, 0, 2, 1])
      echo.replaceSubrange(34..<38, with: [0, 9, 0x9C, 0x40])
      frames[3].bytes = echo
    }
    #expect(run.status == .different)
    #expect(run.count("different replies") == 1)
    #expect(run.count("equal replies") == 5)
    #expect(run.fields.contains("ipv4.protocol: recorded 17, replied 1"))
  }

  @Test("does not take one silent request's silence for another's")
  func silence() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path(of: "capture.pcap")
    var capture = try TestCapture("udp-echo")
    // Neither side answers frame 3, whose checksum is broken; the stack alone is silent to 5.
    capture[3].bytes[40] ^= 1
    capture[5].bytes[40] ^= 1
    capture.frames.remove(at: 3)
    try capture.write(to: path)

    let run = ToolRun(path, "--expect", path)
    #expect(run.status == .different)
    #expect(run.count("udp-checksum") == 2)
    #expect(run.count("equal replies") == 11)
    #expect(run.count("only a recorded reply") == 1)
    #expect(run.count("no reply from either") == 1)
  }
}
