import Foundation
import NetStack
import Services
import Testing

/// The README's examples: they are these files, and they work.
@Suite("The README's examples")
struct ExampleTests {
  private var configuration: InterfaceConfiguration {
    var configuration = InterfaceConfiguration(subnet: .board)
    configuration.probesAddresses = false
    return configuration
  }

  /// An example's device can't be reached from outside, so the other end is a device that answers.
  private func device(_ peer: RespondingDevice.Peer) -> RespondingDevice {
    RespondingDevice(peer: peer)
  }

  @Test(
    "stand in the README as they are here",
    arguments: ["EchoServer", "TimeClient", "Pinger", "MulticastListener"])
  func readme(name: String) throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let source = try String(
      contentsOf: folder.appendingPathComponent("\(name).swift"), encoding: .utf8)
    let readme = try String(
      contentsOf: folder.appendingPathComponent("../../../README.md").standardized,
      encoding: .utf8)
    #expect(readme.contains("```swift\n\(source)```"))
  }

  @Test("the echo server sends a datagram back")
  func echo() throws {
    let peer = RespondingDevice.Peer(sending: [ARPBytes.request(from: .peer), udp([1, 2]).frame])
    var server = try EchoServer(device: device(peer), configuration: configuration)
    _ = server.poll(at: .start)
    let echo = try #require(peer.sent.first { $0[12..<14] == [8, 0] })
    #expect(try SentFrame(echo).data == [1, 2])
  }

  private func udp(_ payload: [UInt8]) -> IPv4Bytes {
    UDPBytes(destinationPort: 7, payload: payload).packet
  }

  @Test("the time client asks again until it is answered")
  func time() throws {
    let peer = RespondingDevice.Peer(sending: [ARPBytes.request(from: .peer)])
    var requests = 0
    peer.respond = { frame in
      guard frame[12..<14] == [8, 0] else { return [] }
      requests += 1
      guard requests == 3 else { return [] }
      let port = UInt16(frame[34]) << 8 | UInt16(frame[35])
      let answer = UDPBytes(
        sourcePort: 37, destinationPort: port, payload: [0xE9, 0, 0, 1])
      return [answer.frame]
    }
    var client = try TimeClient(
      device: device(peer), configuration: configuration, server: IPv4Address(192, 0, 2, 1),
      at: .start)
    var now = Instant.start
    var polls = 0
    while let deadline = client.poll(at: now), polls < 100 {
      now = max(now, deadline)
      polls += 1
    }
    #expect(client.time == 0xE900_0001)
    #expect(requests == 3)
    #expect(now.microseconds >= 2_000_000 && now.microseconds < 5_000_000)
  }

  @Test("the time client gives up after five seconds")
  func silence() throws {
    let peer = RespondingDevice.Peer(sending: [])
    var client = try TimeClient(
      device: device(peer), configuration: configuration, server: IPv4Address(192, 0, 2, 1),
      at: .start)
    var now = Instant.start
    var polls = 0
    while let deadline = client.poll(at: now), polls < 100 {
      #expect(deadline > now || polls == 0)
      now = max(now, deadline)
      polls += 1
    }
    #expect(client.time == nil)
    #expect(polls < 30 && now.microseconds >= 5_000_000)
  }

  @Test("the pinger gets a reply for each request, with its round trip and no loss")
  func ping() throws {
    let peer = RespondingDevice.Peer(sending: [ARPBytes.request(from: .peer)])
    peer.respond = { frame in
      guard frame[12..<14] == [8, 0], frame[34] == 8 else { return [] }
      let message = Array(frame[34...])
      return [
        IPv4Bytes(
          protocol: 1, icmp(type: 0, rest: Array(message[4..<8]), Array(message[8...]))
        ).frame
      ]
    }
    var pinger = try Pinger(
      device: device(peer), configuration: configuration,
      destination: IPv4Address(192, 0, 2, 1), at: .start)
    var now = Instant.start
    // A reply is taken in a millisecond after its request.
    while let deadline = pinger.poll(at: now), now.microseconds < 60_000_000 {
      now = min(deadline, now + .milliseconds(1))
      if now < deadline, peer.isIdle { now = deadline }
    }
    let statistics = pinger.client.statistics
    #expect(statistics.transmitted == 10 && statistics.received == 10)
    #expect(statistics.lossPerMille == 0)
    #expect(statistics.longestRoundTrip?.microseconds ?? 0 <= 1_000)
    #expect(now.microseconds >= 9_000_000)
  }

  @Test("the listener counts the datagrams to its group")
  func multicast() throws {
    var datagram = UDPBytes(destinationPort: 5000, destination: [239, 1, 2, 3]).packet
    datagram.frameDestination = [0x01, 0x00, 0x5E, 1, 2, 3]
    let peer = RespondingDevice.Peer(sending: [])
    var listener = try MulticastListener(
      device: device(peer), configuration: configuration, port: 5000)
    _ = listener.poll(at: .start)
    try listener.join(IPv4Address(239, 1, 2, 3), at: .start)
    peer.arriving = [datagram.frame, datagram.frame]
    _ = listener.poll(at: .start)
    #expect(listener.count == 2)
    #expect(peer.sent.contains { $0[0..<6] == [0x01, 0x00, 0x5E, 0, 0, 22] })
  }
}
