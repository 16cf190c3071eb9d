import Foundation
import Testing

@Suite("A fault of the board", .serialized, .timeLimit(.minutes(2)))
struct FaultTests {
  /// Boots an image that faults in its SysTick handler, and returns its report.
  private func report(of instructions: [UInt16]) throws -> String {
    let image = try PatchedImage(replacingStartOf: "sysTick", with: instructions)
    let board = try QEMUBoard(image: image.url)
    #expect(try board.exitCode() == 101)
    return board.transcript
  }

  @Test("in Swift code is reported with the place and ends with status 101")
  func trap() throws {
    // udf #254, the instruction of every Swift trap.
    let report = try report(of: [0xDEFE])
    let place = String(format: "%08x", try PatchedImage.address(of: "sysTick"))
    #expect(report.contains("FAULT: UsageFault (exception 6)"))
    #expect(report.contains("  pc   \(place)  lr   "))
    // UNDEFINSTR (ARMv7-M ARM §B3.2.15).
    #expect(report.contains("  cfsr 00010000  hfsr 00000000"))
    #expect(report.contains("make symbolize PC=0x\(place)"))
  }

  @Test("of the bus is reported with the address of the access and the registers")
  func busFault() throws {
    // movs r0, #0xFF; lsls r0, r0, #24; ldr r0, [r0]: nothing is mapped there.
    let report = try report(of: [0x20FF, 0x0600, 0x6800])
    #expect(report.contains("FAULT: BusFault (exception 5)"))
    #expect(report.contains("  r0   ff000000"))
    // PRECISERR and BFARVALID.
    #expect(report.contains("  cfsr 00008200"))
    #expect(report.contains("addr ff000000"))
  }

  @Test("before the fault exceptions are enabled is a HardFault, and reported too")
  func hardFault() throws {
    let image = try PatchedImage(replacingStartOf: "main", with: [0xDEFE])
    let board = try QEMUBoard(image: image.url)
    #expect(try board.exitCode() == 101)
    #expect(board.transcript.contains("FAULT: HardFault (exception 3)"))
    // FORCED.
    #expect(board.transcript.contains("hfsr 40000000"))
  }

  @Test("is traced to its Swift line and to the check that failed")
  func symbolize() throws {
    let listing = try Tools.run(
      Tools.find("llvm-objdump"), ["-d", "--no-show-raw-insn", Images.board.path])
    let trap = try #require(
      listing.output.split(separator: "\n").first { $0.contains("udf\t#254") })
    let address = "0x" + trap.split(separator: ":")[0].trimmingCharacters(in: .whitespaces)
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
