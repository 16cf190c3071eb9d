import Foundation
import Testing
import Thumb

/// The image that is flashed onto the Nucleo, in the simulator.
@Suite("The Nucleo", .serialized, .timeLimit(.minutes(2)))
struct NucleoTests {
  @Test("greets with its name, its clock and why it was reset, and takes its address")
  func banner() throws {
    // With the console's own pace.
    let board = try NucleoBoard(options: ["--unpaced", "10"])
    try board.await("is ours")
    #expect(board.transcript.contains("reset by power on\nclock 180 MHz, from the ST-LINK\n"))
    #expect(board.transcript.contains("Martlet 0.1.0 on nucleo-f429zi\n"))
    #expect(board.transcript.contains("led  green on\nlink up, 100 Mbit/s, full duplex\n"))
    #expect(!board.transcript.contains("led  red on"))
  }

  @Test("has another hardware address with another unique ID")
  func hardwareAddress() throws {
    let identifiers = ["323639383133470D00330045", "323639383133470D00330046"]
    let addresses = try identifiers.map { identifier in
      let board = try NucleoBoard(options: [
        "--unpaced", "10", "--instant-console", "--uid", identifier,
      ])
      let peer = try NucleoPeer(board)
      let address = try board.hardwareAddress()
      #expect(try peer.resolve() == address)
      return address
    }
    #expect(addresses[0] != addresses[1])
  }

  @Test("answers pings of every size that fits a frame, and UDP")
  func pings() throws {
    let peer = try NucleoPeer(try NucleoBoard())
    for size in stride(from: 0, through: 1472, by: 23) {
      let data = (0..<size).map { UInt8(truncatingIfNeeded: $0 ^ size) }
      #expect(try peer.ping(data, sequence: UInt16(size)), "\(size) bytes")
    }
    #expect(try peer.ping([UInt8](repeating: 7, count: 1472), sequence: 9000))
    #expect(try peer.udpEcho([1, 2, 3, 4, 5]))
  }

  @Test("starts again after a fault, which it reports")
  func fault() throws {
    // Where frames are answered.
    let image = try PatchedImage(
      Images.nucleo, replacingStartOf: "prepareToSleep", with: [Thumb.undefined])
    let board = try NucleoBoard(image: image.url)
    try board.await("FAULT: UsageFault (exception 6)")
    try board.await("cfsr 00010000")
    try board.await("STM32Ethernet+ApplianceDevice.swift:")
    try board.await("reset by software")
    try board.await("last fault: UsageFault (exception 6)")
  }

  @Test("wakes for its button and tells its counters")
  func button() throws {
    let peer = try NucleoPeer(try NucleoBoard())
    #expect(try peer.ping(sequence: 1))
    let counters = try peer.board.counters(awaiting: "received good unicast")
    #expect(counters["fatal bus errors"] == 0)
    #expect(counters["recoveries"] == 0)
    #expect(counters["link changes"] == 1)
  }

  @Test("does not outlive whoever started it, asleep or busy", arguments: [false, true])
  func lifeline(isBusy: Bool) throws {
    let busy = try PatchedImage(
      Images.nucleo, replacingStartOf: "prepareToSleep", with: [Thumb.stay])
    let board = try NucleoBoard(image: isBusy ? busy.url : Images.nucleo)
    try board.await(isBusy ? "bytes free" : "is ours")
    try board.letGo()
    #expect(try board.exitCode() == 0)
  }

  @Test("locks up at a fault in the handler of a fault")
  func lockup() throws {
    // Also where the handler of every fault begins.
    let image = try PatchedImage(
      Images.nucleo, replacingStartOf: "report_fault", with: [Thumb.undefined])
    let twice = try PatchedImage(
      image.url, replacingStartOf: "takeResetCause", with: [Thumb.undefined])
    let board = try NucleoBoard(image: twice.url)
    #expect(try board.exitCode() == 101)
    #expect(board.transcript.contains("the processor locked up"))
  }
}
