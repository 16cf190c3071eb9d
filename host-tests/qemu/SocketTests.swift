import Foundation
import Testing
import Wire
import SeededRandom

/// The board on QEMU's datagram network, without privileges.
@Suite("The board over a socket", .serialized, .timeLimit(.minutes(2)))
struct SocketTests {
  /// A peer on the link of a board that has come up.
  private func start() throws -> TestPeer<QEMUBoard> {
    let board = try QEMUBoard()
    try board.await("link up, 100 Mbit/s, full duplex")
    return TestPeer(machine: board)
  }

  @Test("greets with its version, name, addresses and heap")
  func banner() throws {
    let board = try start().machine
    #expect(board.transcript.contains("Martlet 0.1.0 on mps2-an386\n"))
    #expect(board.transcript.contains("mac  02:00:00:00:00:02\n"))
    #expect(board.transcript.contains("ip   192.0.2.2/24\n"))
    #expect(board.transcript.contains("gw   192.0.2.1\n"))
    #expect(board.transcript.contains(" bytes free\n"))
  }

  @Test("[A3] answers ARP with the address of its network card")
  func arp() throws {
    let peer = try start()
    #expect(try peer.resolve() == peer.boardHardware)
  }

  @Test("[C13] answers pings of every size that fits a frame")
  func pings() throws {
    let peer = try start()
    #expect(try peer.resolve() != nil)
    for size in 0...1472 {
      let data = (0..<size).map { UInt8(truncatingIfNeeded: $0 ^ size) }
      #expect(try peer.ping(data, sequence: UInt16(size)) == data, "\(size) bytes")
    }
  }

  @Test("echoes UDP datagrams of many sizes")
  func udpEcho() throws {
    let peer = try start()
    #expect(try peer.resolve() != nil)
    for size in [0, 1, 2, 17, 18, 19, 63, 64, 512, 1000, 1471, 1472] {
      let data = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ size) }
      #expect(try peer.udpEcho(data, from: 40000) == data, "\(size) bytes")
    }
  }

  @Test("is silent while its cable is out and answers when it is back")
  func cable() throws {
    let peer = try start()
    #expect(try peer.resolve() != nil)
    try peer.machine.monitor("set_link lan0 off")
    try peer.machine.await("link down")
    try peer.machine.monitor("set_link lan0 on")
    try peer.machine.await("link up, 100 Mbit/s, full duplex")
    #expect(try peer.ping([1, 2, 3], sequence: 1) == [1, 2, 3])
  }

  @Test("still answers after ten thousand malformed frames")
  func malformedFrames() throws {
    let peer = try start()
    #expect(try peer.resolve() != nil)
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed of the malformed frames: \(seed)")
    var generator = SplitMix64(seed: seed)
    let data = (0..<56).map { UInt8($0) }
    let good = [
      peer.echoRequest(data, sequence: 0), peer.datagram(data, from: 40000, to: 7),
      peer.datagram(data, from: 40000, to: 9),
    ]
    for round in 1...2500 {
      // Four at a time: the receive FIFO of the chip loses frames silently when it is full.
      for _ in 0..<4 {
        try peer.machine.link.send(
          good.randomElement(using: &generator)!.mutated(using: &generator))
      }
      #expect(try peer.ping(data, sequence: UInt16(round)) == data, "round \(round), seed \(seed)")
    }
  }

  @Test("takes its address from the command line")
  func address() throws {
    let board = try QEMUBoard(arguments: "ip=10.1.2.3/8 gw=10.0.0.1")
    try board.await("ip   10.1.2.3/8\ngw   10.0.0.1\n")
    try board.await("link up")
    let peer = TestPeer(
      machine: board, address: IPv4Address(10, 200, 0, 1), board: IPv4Address(10, 1, 2, 3))
    #expect(try peer.resolve() == peer.boardHardware)
    #expect(try peer.ping([7], sequence: 1) == [7])
  }

  @Test(
    "refuses a wrong command line with a line that says what would be right",
    arguments: [
      ("ip=192.0.2.2", "error: ip=192.0.2.2: not an address with a prefix length"),
      ("ip=300.0.2.2/24", "error: ip=300.0.2.2/24: not an address with a prefix length"),
      ("ip=192.0.2.255/24", "error: ip=192.0.2.255/24: no host can have this address"),
      ("ip=192.0.2.2/24 gw=192.0.3.1", "error: gw=192.0.3.1: not another host of the network"),
      ("gw=nowhere", "error: gw=nowhere: not an address"),
      ("mtu=9000", "error: mtu=9000: unknown argument"),
    ])
  func wrongArguments(arguments: String, message: String) throws {
    let board = try QEMUBoard(arguments: arguments)
    #expect(try board.exitCode() == 2)
    #expect(board.transcript.hasPrefix(message))
    #expect(board.transcript.split(separator: "\n").count == 1)
  }

  @Test("sleeps while there is nothing to do: QEMU uses less than a tenth of a processor")
  func idle() throws {
    let peer = try start()
    #expect(try peer.resolve() != nil)
    let before = try peer.machine.processorTime()
    // The measured span itself: nothing is waited for.
    Thread.sleep(forTimeInterval: 2)
    let used = try peer.machine.processorTime() - before
    print("processor time of an idle second: \(used / 2) s")
    #expect(used < 0.2)
    #expect(try peer.ping([1], sequence: 1) == [1])
  }
}
