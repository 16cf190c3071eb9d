import Foundation
import Testing

/// The image that is flashed onto the Nucleo, in the simulator.
@Suite("The Nucleo", .serialized, .timeLimit(.minutes(2)))
struct NucleoTests {
  @Test("greets with its name, its clock and why it was reset, and takes its address")
  func banner() throws {
    let board = try NucleoBoard()
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
      let board = try NucleoBoard(options: ["--unpaced", "10", "--uid", identifier])
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

  @Test("is started again by its watchdog after a fault, which it reports")
  func fault() throws {
    // udf #254, the instruction of every Swift trap, where frames are answered.
    let image = try PatchedImage(
      Images.nucleo, replacingStartOf: "prepareToSleep", with: [0xDEFE])
    let board = try NucleoBoard(image: image.url)
    try board.await("FAULT: UsageFault (exception 6)")
    try board.await("cfsr 00010000")
    try board.await("reset by watchdog")
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

  /// Boots an image that does this before the board's clocks are started.
  private func end(of instructions: [UInt16]) throws -> (status: Int32, transcript: String) {
    let image = try PatchedImage(
      Images.nucleo, replacingStartOf: "takeResetCause", with: instructions)
    let board = try NucleoBoard(image: image.url)
    return (try board.exitCode(), board.transcript)
  }

  @Test("is stopped at an access to a peripheral without a clock, with the place in the source")
  func unclocked() throws {
    // movs r0, #0x40; lsls r0, r0, #24; ldr r0, [r0]: TIM2.
    let (status, transcript) = try end(of: [0x2040, 0x0600, 0x6800])
    #expect(status == 103)
    #expect(transcript.contains("forbidden: TIM2 0x40000000: its clock is off: RCC_APB1ENR bit 0"))
    #expect(transcript.contains("NucleoF429ZI+Start.swift:"))
  }

  @Test("is stopped where there is no peripheral")
  func noPeripheral() throws {
    // movw r0, #0x7C00; movt r0, #0x4000; ldr r0, [r0]
    let (status, transcript) = try end(of: [0xF647, 0x4000, 0xF2C4, 0x0000, 0x6800])
    #expect(status == 103)
    #expect(transcript.contains("forbidden: 0x40007c00: no peripheral"), "\(transcript)")
  }

  @Test("locks up at a fault in the handler of a fault")
  func lockup() throws {
    // udf #254, also in the handler of every fault.
    let image = try PatchedImage(Images.nucleo, replacingStartOf: "startForFault", with: [0xDEFE])
    let twice = try PatchedImage(image.url, replacingStartOf: "takeResetCause", with: [0xDEFE])
    let board = try NucleoBoard(image: twice.url)
    #expect(try board.exitCode() == 101)
    #expect(board.transcript.contains("the processor locked up"))
  }
}
