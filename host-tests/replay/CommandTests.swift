import Testing

@testable import replay

/// The command line, errors and exit status.
@Suite struct CommandTests {
  @Test("explains itself")
  func help() {
    for arguments in [["--help"], ["-h"], ["x.pcap", "--help"]] {
      var (output, errors) = ("", "")
      let status = ReplayCommand.run(arguments, output: &output, errors: &errors)
      #expect(status == .success)
      #expect(errors == "")
      #expect(output.hasPrefix("usage: replay "))
      for option in [
        "ip", "mac", "gw", "expect", "ignore", "rewrite[=HOST]", "mutate", "rounds", "list",
        "write",
        "quiet", "help",
      ] {
        #expect(output.contains("  --\(option) "))
      }
      for field in FrameField.allCases { #expect(output.contains(field.rawValue)) }
      #expect(output.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }
  }

  @Test("reads the options in any place and either form")
  func options() throws {
    let options = try #require(
      try ReplayOptions.parse([
        "--ip=10.0.0.1/8", "a.pcap", "--mac", "0a:0B:0c:0d:0e:0f", "--gw", "10.255.0.1",
        "--expect", "b.pcap", "--ignore", "udp.checksum,ipv4.source", "--write=--c.pcap", "--quiet",
      ]))
    #expect(options.capture == "a.pcap")
    #expect(options.subnet.text == "10.0.0.1/8")
    #expect(options.hardwareAddress.text == "0a:0b:0c:0d:0e:0f")
    #expect(options.gateway?.text == "10.255.0.1")
    #expect(options.expected == "b.pcap")
    #expect(options.ignored == [.udpChecksum, .ipv4Source])
    #expect(options.written == "--c.pcap")
    #expect(options.isQuiet)
    #expect(try ReplayOptions.parse(["--", "--d.pcap"])?.capture == "--d.pcap")
  }

  @Test("plays the board's part of pcap/captures unless told otherwise")
  func defaults() throws {
    let options = try #require(try ReplayOptions.parse(["a.pcap"]))
    #expect(options.subnet.text == "192.0.2.2/24")
    #expect(options.hardwareAddress.text == "02:00:00:00:00:02")
    #expect(options.gateway == nil)
    #expect(options.ignored == FrameField.volatile)
  }

  @Test(
    "refuses a command line that is wrong, and says what to do",
    arguments: [
      ([], "no capture is named: replay CAPTURE, or replay --help"),
      (["a", "b"], "2 captures are named: replay them one at a time"),
      (["--loud", "a"], "there is no option --loud: replay --help lists them"),
      (["--help=me"], "there is no option --help: replay --help lists them"),
      (["a", "--expect"], "--expect needs a value: replay --help shows one"),
      (["a", "--expect", "--quiet"], "--expect needs a value: replay --help shows one"),
      (["--write=", "a"], "--write needs a value: replay --help shows one"),
      (["a", "--quiet=yes"], "--quiet takes no value: leave out '=yes'"),
      (
        ["a", "--ip", "192.0.2.2"],
        "--ip 192.0.2.2 is not an address with a prefix length: write it as 192.0.2.2/24"
      ),
      (
        ["a", "--ip", "192.0.2.255/24"],
        "--ip 192.0.2.255/24 is not the address of one host: give the board's own"
      ),
      (
        ["a", "--mac", "02:00:00:00:00"],
        "--mac 02:00:00:00:00 is not a MAC address: write it as 02:00:00:00:00:02"
      ),
      (
        ["a", "--mac", "02:00:00:00:00:+2"],
        "--mac 02:00:00:00:00:+2 is not a MAC address: write it as 02:00:00:00:00:02"
      ),
      (
        ["a", "--mac", "01:00:00:00:00:02"],
        "--mac 01:00:00:00:00:02 is not the address of one station: give the board's own"
      ),
      (["a", "--gw", "router"], "--gw router is not an IPv4 address: write it as 192.0.2.1"),
      (
        ["a", "--gw", "10.0.0.1"], "--gw 10.0.0.1 is no neighbor of 192.0.2.2/24: give one"
      ),
      (
        ["a", "--ignore", "none"],
        "--ignore says what a comparison leaves out: name its capture with --expect"
      ),
      (
        ["a", "--mutate", "-1"], "--mutate needs a value: replay --help shows one"
      ),
      (
        ["a", "--mutate", "one"],
        "--mutate one is not a number of at most 64 bits: any other will do"
      ),
      (
        ["a", "--mutate", "1", "--rounds", "0"], "--rounds 0 is not a number from 1 to 1000000"
      ),
      (
        ["a", "--rounds", "2"],
        "--rounds says how often to mutate the capture: give a seed with --mutate"
      ),
      (
        ["a", "--mutate", "1", "--expect", "a"],
        "--mutate makes frames that no recorded reply answers: leave out --expect"
      ),
      (
        ["a", "--rewrite=everybody"],
        "--rewrite=everybody is not the address of one host: give one, or 'all'"
      ),
      (
        ["a", "--rewrite=all", "--expect", "a"],
        "--rewrite=all leaves no host whose replies --expect could compare: name one"
      ),
      (["a", "--quiet", "--list"], "--list shows each frame and --quiet none: leave out one"),
      (
        ["a", "--expect", "a", "--ignore", "ipv4.id"],
        "--ignore: there is no field 'ipv4.id': replay --help lists them"
      ),
    ])
  func usage(arguments: [String], message: String) {
    var (output, errors) = ("", "")
    let status = ReplayCommand.run(arguments, output: &output, errors: &errors)
    #expect(status == .usage)
    #expect(errors == "replay: \(message)\n")
    #expect(output == "")
  }

  @Test("says that a capture is missing, be it the one to feed or the one to compare with")
  func missing() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path(of: "missing.pcap")
    for run in [ToolRun(path), ToolRun(TestCapture.path("ping"), "--expect", path)] {
      #expect(run.status == .capture)
      #expect(
        run.errors
          == """
          replay: cannot open \(path): No such file or directory; check its path and permissions

          """)
      #expect(run.output == "")
    }
  }

  @Test("says that a file is no capture")
  func notACapture() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.file("text", Array("This is a text, and no capture.\n".utf8))
    let run = ToolRun(path)
    #expect(run.status == .capture)
    #expect(run.errors.hasPrefix("replay: \(path) is not a capture that libpcap can read: "))
    #expect(run.errors.hasSuffix("; record one with tcpdump -w\n"))
  }

  @Test("shows what was fed before a damaged frame")
  func damaged() throws {
    let directory = try TemporaryDirectory()
    let whole = directory.path(of: "whole.pcap")
    try TestCapture("ping").write(to: whole)
    let path = try directory.file("damaged.pcap", try directory.bytes(of: "whole.pcap").dropLast())

    let run = ToolRun(path)
    #expect(run.status == .capture)
    #expect(run.errors.hasPrefix("replay: frame 38 of \(path) is damaged: "))
    #expect(run.count("frames") == 37)
    #expect(run.count("answered") == 19)
  }

  @Test("says that a recorded reply is cut short")
  func cutReply() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path(of: "cut.pcap")
    var capture = try TestCapture("ping")
    capture[6].bytes.removeLast()
    capture[6].originalLength = 43
    try capture.write(to: path)

    let run = ToolRun(TestCapture.path("ping"), "--expect", path)
    #expect(run.status == .capture)
    #expect(
      run.errors == """
        replay: frame 6 of \(path) holds 42 of 43 bytes: record it with a snapshot length of at \
        least 43

        """)
  }

  @Test("says that nothing is for the board, and how to name it")
  func nothingFed() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path(of: "unicast.pcap")
    try TestCapture(Array(TestCapture("ping").frames.dropFirst())).write(to: path)
    let run = ToolRun(path, "--mac", "02:00:00:00:00:03")
    #expect(run.status == .usage)
    #expect(
      run.errors == """
        replay: no frame of \(path) is for 02:00:00:00:00:03: name the board with --mac, or let it \
        take a host's part with --rewrite

        """)
    #expect(run.count("not for the board, not fed") == 37)
  }

  @Test("says that a capture is empty")
  func empty() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path(of: "empty.pcap")
    try TestCapture([]).write(to: path)
    let run = ToolRun(path)
    #expect(run.status == .usage)
    #expect(run.errors == "replay: \(path) holds no frames: record some with tcpdump -w\n")
  }

  @Test("does not write over a capture that it reads")
  func overwriting() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path(of: "capture.pcap")
    try TestCapture("ping").write(to: path)
    let before = try directory.bytes(of: "capture.pcap")

    let same = directory.path(of: "./capture.pcap")
    let input = ToolRun(path, "--write", same)
    let expected = ToolRun(TestCapture.path("ping"), "--expect", path, "--write", same)
    for run in [input, expected] {
      #expect(run.status == .usage)
      #expect(run.errors.hasPrefix("replay: --write would overwrite \(path)"))
    }
    #expect(try directory.bytes(of: "capture.pcap") == before)
  }

  @Test("says that it cannot write")
  func cannotWrite() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path(of: "missing/written.pcap")
    let run = ToolRun(TestCapture.path("ping"), "--write", path)
    #expect(run.status == .capture)
    #expect(
      run.errors
        == """
        replay: cannot write \(path): No such file or directory; name another file with --write

        """)
  }

  @Test("shows nothing but differences when it is to be quiet")
  func quiet() throws {
    let path = TestCapture.path("ping")
    #expect(ToolRun(path, "--expect", path, "--quiet").output == "")
    let run = ToolRun(path, "--expect", path, "--quiet", "--ignore", "none")
    #expect(run.status == .different)
    #expect(run.output.hasPrefix("\nframe 3, "))
    #expect(run.count("frames") == nil)
  }
}
