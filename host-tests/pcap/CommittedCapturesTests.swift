import Pcap
import Testing

/// The captures in pcap/captures, as their README describes them.
@Suite struct CommittedCapturesTests {
  private static let board: [UInt8] = [0x02, 0, 0, 0, 0, 0x02]
  private static let peer: [UInt8] = [0x02, 0, 0, 0, 0, 0x01]
  private static let arp: [UInt8] = [0x08, 0x06]
  private static let ipv4: [UInt8] = [0x08, 0x00]

  private func frames(_ name: String) throws(CaptureError) -> [[UInt8]] {
    var path = #filePath.split(separator: "/").dropLast(3)
    path += ["pcap", "captures", "\(name).pcap"]
    var reader = try CaptureReader(path: "/" + path.joined(separator: "/"))
    return try reader.remainingFrames()
  }

  /// The frames that hold IPv4 of this protocol.
  private func packets(_ name: String, protocol number: UInt8) throws(CaptureError) -> [[UInt8]] {
    try frames(name).filter { $0[12..<14] == Self.ipv4[...] && $0[23] == number }
  }

  @Test(
    "hold whole Ethernet frames between the peer and the board, as many as their notes say",
    arguments: [("arp", 15), ("ping", 38), ("udp-echo", 26), ("unreachable", 12)])
  func frames(name: String, count: Int) throws {
    let frames = try frames(name)
    #expect(frames.count == count)
    for frame in frames {
      try #require((42...1514).contains(frame.count))
      #expect([Self.board, Self.peer].contains(Array(frame[6..<12])))
      #expect([Self.arp, Self.ipv4].contains(Array(frame[12..<14])))
      if frame[12..<14] == Self.ipv4[...] {
        let totalLength = Int(frame[16]) << 8 | Int(frame[17])
        #expect(totalLength == frame.count - 14)
      }
    }
  }

  @Test("hold the board's answer to each request for its address, and to no other")
  func arpReplies() throws {
    let boardAddress: [UInt8] = [192, 0, 2, 2]
    let frames = try frames("arp")
    let requests = frames.filter {
      $0[21] == 1 && $0[6..<12] == Self.peer[...] && $0[38..<42] == boardAddress[...]
    }
    let replies = frames.filter { $0[21] == 2 && $0[6..<12] == Self.board[...] }

    #expect(requests.count == 4)
    #expect(replies.map { Array($0[32..<38]) } == requests.map { Array($0[22..<28]) })
  }

  @Test("hold one ping of each size, answered with the same payload")
  func ping() throws {
    let sizes = [0, 1, 2, 3, 7, 8, 55, 56, 57, 63, 64, 100, 101, 512, 999, 1000, 1471, 1472]
    let messages = try packets("ping", protocol: 1)
    let (requests, replies) = (messages.filter { $0[34] == 8 }, messages.filter { $0[34] == 0 })

    #expect(requests.map { $0.count - 42 } == sizes)
    // Identifier, sequence number and data: RFC 792, Echo.
    #expect(replies.map { $0[38...] } == requests.map { $0[38...] })
  }

  @Test("hold UDP echoes of each size with real checksums")
  func udpEcho() throws {
    let sizes = [0, 1, 2, 18, 64, 65, 512, 1471, 1472, 1, 512, 65]
    let datagrams = try packets("udp-echo", protocol: 17)
    let requests = datagrams.filter { $0[6..<12] == Self.peer[...] }
    let replies = datagrams.filter { $0[6..<12] == Self.board[...] }

    #expect(requests.map { $0.count - 42 } == sizes)
    #expect(replies.map { $0[42...] } == requests.map { $0[42...] })
    #expect(requests.map { $0[35] } == [UInt8](repeating: 0x40, count: 9) + [0x41, 0x41, 0x41])
    // Only the last request has no checksum.
    #expect(requests.dropLast().allSatisfy { udpSum($0) == 0xffff })
    #expect(requests.last?[40..<42] == [0, 0])
    #expect(replies.allSatisfy { udpSum($0) == 0xffff })
  }

  /// The sum of pseudo-header and datagram, which is 0xffff if the checksum is right (RFC 768).
  private func udpSum(_ frame: [UInt8]) -> Int {
    let length = frame.count - 34
    var sum = 17 + length
    for (offset, byte) in frame[26...].enumerated() {
      sum += Int(byte) << (offset.isMultiple(of: 2) ? 8 : 0)
    }
    while sum > 0xffff { sum = sum >> 16 + sum & 0xffff }
    return sum
  }

  @Test("hold an unreachable error for each datagram, which quotes it unchanged")
  func unreachable() throws {
    let frames = try frames("unreachable").dropFirst(2)
    let requests = frames.filter { $0[6..<12] == Self.peer[...] }
    let errors = frames.filter { $0[6..<12] == Self.board[...] }

    // RFC 792: destination unreachable (3), port (3) and protocol (2).
    #expect(errors.map { Array($0[34..<36]) } == [[3, 3], [3, 3], [3, 3], [3, 2], [3, 2]])
    #expect(errors.map(\.count) == [70, 88, 590, 80, 590])
    for (request, error) in zip(requests, errors) {
      #expect(request[14...].starts(with: error[42...]))
    }
  }
}
