import Testing

@testable import replay

/// `--mutate`: captures that no one recorded.
@Suite struct MutationTests {
  @Test(
    "survives every capture mutated, and sends nothing that it must not",
    arguments: TestCapture.names)
  func survives(name: String) {
    // Together above 20,000 frames; each failure prints the seed that repeats it.
    let run = ToolRun(TestCapture.path(name), "--mutate", "1", "--rounds", "60")
    #expect(run.status == .success, "\(run.output)\(run.errors)")
    #expect(run.count("fed") ?? 0 >= 60)
  }

  @Test("makes the same frames from the same seed, and others from another")
  func seeds() throws {
    let frames = try ReplayFrame.all(path: TestCapture.path("ping"))
    let first = FrameMutator.mutate(frames, seed: 7)
    #expect(first == FrameMutator.mutate(frames, seed: 7))
    #expect(first != FrameMutator.mutate(frames, seed: 8))
  }

  @Test("a round of several is the one that its seed alone makes")
  func rounds() throws {
    let path = TestCapture.path("udp-echo")
    let both = ToolRun(path, "--mutate", "5", "--rounds", "2", "--list").output
    let second = ToolRun(path, "--mutate", "6", "--list").output
    let lines = second.split(separator: "\n").filter { $0.hasPrefix("frame ") }
    #expect(lines.count > 10)
    let all = both.split(separator: "\n").filter { $0.hasPrefix("frame ") }
    #expect(Array(all.suffix(lines.count)) == lines)
  }

  @Test("cuts datagrams into fragments that come together again")
  func fragments() throws {
    var frames: [ReplayFrame] = []
    for seed: UInt64 in 0..<200 {
      frames += FrameMutator.mutate(
        try ReplayFrame.all(path: TestCapture.path("ping")), seed: seed)
    }
    let fragments = frames.filter { $0.bytes.count > 34 && $0.bytes[20] & 0x20 != 0 }
    #expect(fragments.count > 100)
    let run = ToolRun(TestCapture.path("ping"), "--mutate", "0", "--rounds", "50")
    #expect((run.count("held as a fragment") ?? 0) > 50)
  }

  @Test("names the last seed with the figures")
  func figures() {
    let run = ToolRun(TestCapture.path("ping"), "--mutate", "41", "--rounds", "3")
    #expect(run.output.contains("; seeds 41 to 43\n"))
    #expect(run.output.contains(" a second"))
  }
}
