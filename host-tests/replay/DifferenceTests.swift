import Testing

@testable import replay

/// Replays a capture with a byte changed in what is expected.
@Suite struct DifferenceTests {
  /// - Parameter byte: the frame's number and the offset of the byte in it.
  private func run(
    _ name: String, changing byte: (frame: Int, offset: Int), by mask: UInt8 = 0x01,
    _ options: String...
  ) throws -> ToolRun {
    let directory = try TemporaryDirectory()
    let expected = directory.path(of: "expected.pcap")
    var capture = try TestCapture(name)
    capture[byte.frame].bytes[byte.offset] ^= mask
    try capture.write(to: expected)
    return options.isEmpty
      ? ToolRun(TestCapture.path(name), "--expect", expected)
      : ToolRun(TestCapture.path(name), "--expect", expected, "--ignore", options[0])
  }

  @Test(
    "names the one field of an echo reply that differs",
    arguments: [
      // Frame 4 answers the empty echo of frame 3 (RFC 791 §3.1, RFC 792).
      (0, "ethernet.destination: recorded 03:00:00:00:00:01, replied 02:00:00:00:00:01"),
      (22, "ipv4.time-to-live: recorded 65, replied 64"),
      (29, "ipv4.source: recorded 192.0.2.3, replied 192.0.2.2"),
      (35, "icmpv4.code: recorded 1, replied 0"),
      (37, "icmpv4.checksum: recorded 0xffff, replied 0xfffe"),
      // With these, the recorded frame seems to answer something else.
      (33, "ipv4.destination: recorded 192.0.2.0, replied 192.0.2.1"),
      (39, "icmpv4.identifier: recorded 1, replied 0"),
      (41, "icmpv4.sequence-number: recorded 0, replied 1"),
    ])
  func echoReply(offset: Int, field: String) throws {
    let run = try run("ping", changing: (4, offset))
    #expect(run.status == .different)
    #expect(run.errors == "")
    #expect(run.fields == [field])
    #expect(run.count("different replies") == 1)
    #expect(run.count("equal replies") == 18)
    #expect(run.count("recorded, without counterpart") == 0)
  }

  @Test(
    "names the one field of an ARP reply that differs",
    arguments: [
      (31, "arp.sender-protocol: recorded 192.0.2.3, replied 192.0.2.2"),
      (37, "arp.target-hardware: recorded 02:00:00:00:00:00, replied 02:00:00:00:00:01"),
      (27, "arp.sender-hardware: recorded 02:00:00:00:00:03, replied 02:00:00:00:00:02"),
    ])
  func arpReply(offset: Int, field: String) throws {
    let run = try run("ping", changing: (2, offset))
    #expect(run.status == .different)
    #expect(run.fields == [field])
  }

  @Test(
    "names the one field of a UDP echo that differs",
    arguments: [
      (35, "udp.source-port: recorded 6, replied 7"),
      (37, "udp.destination-port: recorded 40001, replied 40000"),
      (41, "udp.checksum"),
      // Payload of 64 bytes.
      (42, "udp.payload: recorded 64 bytes, replied 64 bytes, equal up to byte 0"),
      (105, "udp.payload: recorded 64 bytes, replied 64 bytes, equal up to byte 63"),
    ])
  func udpEcho(offset: Int, field: String) throws {
    let run = try run("udp-echo", changing: (12, offset))
    #expect(run.status == .different)
    #expect(run.fields.count == 1)
    #expect(run.fields.first?.hasPrefix(field) == true, "\(run.fields)")
  }

  @Test("names the quote of an error, at its first and at its last byte", arguments: [42, 87])
  func quote(offset: Int) throws {
    let run = try run("unreachable", changing: (6, offset))
    #expect(run.status == .different)
    #expect(
      run.fields == [
        "icmpv4.quote: recorded 46 bytes, replied 46 bytes, equal up to byte \(offset - 42)"
      ])
  }

  @Test("tells of a difference which frames it lies between")
  func frames() throws {
    let run = try run("ping", changing: (4, 37))
    #expect(run.output.contains("\nframe 3, ICMP type 8 code 0, 42 bytes: the reply differs from "))
    #expect(run.output.contains("from frame 4 of "))
    #expect(run.output.contains("expected.pcap, ICMP type 0 code 0, 42 bytes\n"))
  }

  @Test("marks the bytes that differ, and those whose difference is ignored")
  func hexDump() throws {
    let run = try run("ping", changing: (4, 22))
    // The recorded identification is 0xdbe2 without don't fragment; the changed byte is 0x40.
    #expect(
      run.output.contains(
        """
                recorded                           replied
          0010   00  1c (db  e2  00) 00 [41] 01     00  1c (00  00  40) 00 [40] 01

        """), "\(run.output)")
  }

  @Test(
    "ignores the volatile fields",
    arguments: [
      (15, 0x10, "ipv4.type-of-service"), (18, 0x01, "ipv4.identification"),
      (24, 0x01, "ipv4.header-checksum"),
    ])
  func volatile(offset: Int, mask: UInt8, field: String) throws {
    let run = try run("ping", changing: (4, offset), by: mask)
    #expect(run.status == .success, "\(run.output)")
    #expect(run.output.contains(field))
  }

  @Test("compares the volatile fields too when nothing is to be ignored")
  func nothingIgnored() throws {
    let path = TestCapture.path("ping")
    let run = ToolRun(path, "--expect", path, "--ignore", "none")
    #expect(run.status == .different)
    #expect(run.output.contains("\nignoring nothing\n"))
    #expect(run.count("equal replies") == 1)
    #expect(
      run.fields.prefix(3) == [
        "ipv4.identification: recorded 0xdbe2, replied 0x0000",
        "ipv4.dont-fragment: recorded 0, replied 1",
        "ipv4.header-checksum: recorded 0x1afb, replied 0xb6dd",
      ])
  }

  @Test("ignores a field that is named instead of the volatile ones")
  func namedField() throws {
    let ignored =
      "icmpv4.code,ipv4.identification,ipv4.dont-fragment,ipv4.header-checksum"
    #expect(try run("ping", changing: (4, 35), ignored).status == .success)
    #expect(try run("ping", changing: (4, 37), ignored).status == .different)
  }

  @Test("tells apart one bit from the next: more fragments differs, don't fragment may")
  func bits() throws {
    #expect(try run("ping", changing: (4, 20), by: 0x40).status == .success)
    let run = try run("ping", changing: (4, 20), by: 0x80)
    #expect(run.fields == ["ipv4.reserved-flag: recorded 1, replied 0"])
    #expect(run.output.contains("  0010   00  1c (db  e2)[80] 00 "), "\(run.output)")
  }

  @Test("tells of a recorded reply that the stack does not give, and why")
  func onlyRecorded() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path(of: "capture.pcap")
    var capture = try TestCapture("ping")
    capture[3].bytes[37] ^= 1
    try capture.write(to: path)

    let run = ToolRun(path, "--expect", path)
    #expect(run.status == .different)
    #expect(run.count("only a recorded reply") == 1)
    #expect(run.count("icmp-checksum") == 1)
    #expect(
      run.output.contains(
        """
        frame 3, ICMP type 8 code 0, 42 bytes: the stack did not reply (icmp-checksum); recorded \
        is frame 4 of \(path), ICMP type 0 code 0, 42 bytes

        """), "\(run.output)")
  }

  @Test("tells of a reply that is not recorded")
  func onlyReplied() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path(of: "capture.pcap")
    var capture = try TestCapture("ping")
    capture.frames.remove(at: 3)
    try capture.write(to: path)

    let run = ToolRun(path, "--expect", path)
    #expect(run.status == .different)
    #expect(run.count("only the stack's reply") == 1)
    #expect(
      run.output.contains(
        """
        frame 3, ICMP type 8 code 0, 42 bytes: the stack replied with ICMP type 0 code 0, 42 \
        bytes; no reply is recorded

        """), "\(run.output)")
  }

  @Test("ignores padding unless told otherwise")
  func padding() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path(of: "padded.pcap")
    var capture = try TestCapture("ping")
    capture[4].bytes += [UInt8](repeating: 0, count: 18)
    try capture.write(to: path)

    #expect(ToolRun(path, "--expect", path).status == .success)
    let volatile = FrameField.volatile.subtracting([.ethernetPadding]).map(\.rawValue)
    let run = ToolRun(path, "--expect", path, "--ignore", volatile.joined(separator: ","))
    #expect(run.status == .different)
    #expect(run.fields == ["ethernet.padding: recorded 18 bytes, replied none"])
  }
}
