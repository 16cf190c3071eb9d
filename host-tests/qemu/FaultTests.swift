import Foundation
import Testing

@Suite("A fault of the board", .serialized, .timeLimit(.minutes(2)))
struct FaultTests {
  /// Boots an image that faults at the start of a function, and returns its report. QEMU ends where
  /// the board would start afresh.
  private func report(in symbol: String, of instructions: [UInt16]) throws -> String {
    let image = try PatchedImage(replacingStartOf: symbol, with: instructions)
    let board = try QEMUBoard(image: image.url, options: ["-no-reboot"])
    #expect(try board.exitCode() == 0)
    return board.transcript
  }

  @Test("in Swift code is reported with the place, and the board is reset")
  func trap() throws {
    // udf #254, the instruction of every Swift trap.
    let report = try report(in: "writeBanner", of: [0xDEFE])
    let place = String(format: "%08x", try PatchedImage.address(of: "writeBanner"))
    #expect(report.contains("FAULT: UsageFault (exception 6)"))
    #expect(report.contains("  pc   \(place)  lr   "))
    // UNDEFINSTR (ARMv7-M ARM §B3.2.15).
    #expect(report.contains("  cfsr 00010000  hfsr 00000000"))
    #expect(report.contains("make symbolize PC=0x\(place)"))
  }

  @Test("of the bus is reported with the address of the access and the registers")
  func busFault() throws {
    // movs r0, #0xFF; lsls r0, r0, #24; ldr r0, [r0]: nothing is mapped there.
    let report = try report(in: "writeBanner", of: [0x20FF, 0x0600, 0x6800])
    #expect(report.contains("FAULT: BusFault (exception 5)"))
    #expect(report.contains("  r0   ff000000"))
    // PRECISERR and BFARVALID.
    #expect(report.contains("  cfsr 00008200"))
    #expect(report.contains("addr ff000000"))
  }

  @Test("in an interrupt handler escalates to HardFault and is reported too")
  func faultInHandler() throws {
    let report = try report(in: "sysTick", of: [0xDEFE])
    #expect(report.contains("FAULT: HardFault (exception 3)"))
    // UNDEFINSTR and FORCED.
    #expect(report.contains("  cfsr 00010000  hfsr 40000000"))
  }

  @Test("before the fault exceptions are enabled is a HardFault, and reported too")
  func hardFault() throws {
    let report = try report(in: "main", of: [0xDEFE])
    #expect(report.contains("FAULT: HardFault (exception 3)"))
    // FORCED.
    #expect(report.contains("hfsr 40000000"))
  }

  @Test("in its own report restarts the board")
  func nestedFault() throws {
    let image = try PatchedImage(replacingStartOf: "writeRegisters", with: [0xDEFE])
    let twice = try PatchedImage(image.url, replacingStartOf: "writeBanner", with: [0xDEFE])
    let board = try QEMUBoard(image: twice.url, options: ["-no-reboot"])
    #expect(try board.exitCode() == 0)
    #expect(board.transcript.contains("FAULT: UsageFault (exception 6): trap in Swift code\n"))
    #expect(!board.transcript.contains("  pc   "))
  }

  @Test("is traced to its Swift line and to the check that failed")
  func symbolize() throws {
    let listing = try Tools.run(
      tool: "toolchain", ["llvm-objdump", "-d", Images.board.path]
    ).output
    // udf #254.
    let trap = try #require(listing.firstMatch(of: /\n\x20*([0-9a-f]+): defe\x20/))
    let address = "0x\(trap.1)"
    let place = try Tools.run(tool: "symbolize", [Images.board.path, address])
    #expect(place.status == 0)
    #expect(place.output.contains("Swift runtime failure: "))
    #expect(place.output.contains(".swift:"))
  }

  @Test("at an address without code is said to be nowhere")
  func symbolizeNothing() throws {
    let place = try Tools.run(tool: "symbolize", [Images.board.path, "0x30000000"])
    #expect(place.status == 1)
  }
}
