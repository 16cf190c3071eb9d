import Foundation
import Testing

/// Faults that the test-only images commit when a datagram asks for them: what is reported, what the
/// next start tells, and that the board is back.
@Suite("A provoked fault", .serialized, .timeLimit(.minutes(2)))
struct ProvokedFaultTests {
  /// A fault, and the line of Provocation.swift that commits it.
  struct Fault: CustomTestStringConvertible, Sendable {
    let code: Character
    let report: String
    let line: String

    var testDescription: String { "\(code): \(report)" }

    init(_ code: Character, _ report: String, at line: String) {
      self.code = code
      self.report = report
      self.line = line
    }
  }

  private static let common = [
    Fault("t", "UsageFault (exception 6): trap in Swift code", at: "values[index]"),
    Fault("s", "MemManage (exception 4): stack overflow", at: "= recurse(depth &+ 1)"),
    Fault("n", "MemManage (exception 4): null dereference", at: "Register(at: null &+ 8).value"),
    Fault(
      "h", "UsageFault (exception 6): heap block overwritten", at: "SystemHeap.deallocate(block)"),
    Fault("i", "interrupt (exception 36): interrupt without a handler", at: ".value = 1 << 20 }"),
  ]

  static let onQEMU =
    common + [
      Fault("c", "MemManage (exception 4): access to protected memory", at: "codeStart &+ 0x2000"),
      Fault("x", "MemManage (exception 4): access to protected memory", at: "    function()"),
      Fault("l", "NMI (exception 2): the loop has stopped", at: "Interrupts.sleep()"),
      Fault("m", "NMI (exception 2): the loop has stopped", at: "Interrupts.sleep()"),
    ]

  static let onNucleo =
    common + [Fault("l", "SysTick (exception 15): the loop has stopped", at: "Interrupts.sleep()")]

  @Test(
    "on the mps2-an386 is reported with its Swift line and kept, and ping is answered within 2 s",
    arguments: onQEMU)
  func qemu(fault: Fault) throws {
    try check(fault, Images.boardWithFaults) { try Self.qemuBoard() }
  }

  @Test(
    "on the Nucleo is reported with its Swift line and kept, and ping is answered within 2 s",
    arguments: onNucleo)
  func nucleo(fault: Fault) throws {
    // Time goes as the world's before the board has its address.
    try check(fault, Images.nucleoWithFaults) {
      try NucleoBoard(image: Images.nucleoWithFaults, options: ["--unpaced", "5"])
    }
  }

  @Test("that stops SysTick too leaves the Nucleo to its watchdog, and the next start says so")
  func deafLoop() throws {
    let board = try NucleoBoard(
      image: Images.nucleoWithFaults, options: ["--unpaced", "60"])
    let visit = try FaultVisit(board)
    try visit.provoke("d")
    try board.await("reset by watchdog")
    try board.await("warning: it had stopped where SysTick could not tell")
    try FaultVisit.awaitPing(board)
  }

  @Test("that comes again and again soon after the start makes the restarts wait")
  func row() throws {
    let board = try Self.qemuBoard()
    for count in 1...4 {
      let visit = try FaultVisit(board)
      try visit.provoke("t")
      try board.await(" ms, fault \(count) since power-up")
      if count < 4 { try board.await("last fault: ") }
    }
    #expect(throws: Failure.self) { try board.await("last fault: ", seconds: 0.2) }
    // Five seconds of the board's, busy ones.
    try board.await("last fault: ", seconds: 60)
    try FaultVisit.awaitPing(board)
  }

  @Test("is told once, and counted until the power goes")
  func told() throws {
    let board = try Self.qemuBoard()
    let visit = try FaultVisit(board)
    try visit.provoke("t")
    try board.await("last fault: ")
    try FaultVisit.awaitPing(board)
    try board.monitor("system_reset")
    try board.await("Martlet ")
    try board.await("is ours")
    #expect(board.transcript.components(separatedBy: "last fault: ").count == 2)
    try FaultVisit.provoke("n", board)
    try board.await(" ms, fault 2 since power-up")
  }

  @Test(
    "is not to be had from the images that are flashed", arguments: [Images.board, Images.nucleo])
  func product(image: URL) throws {
    let names = try Tools.run(tool: "toolchain", ["llvm-nm", image.path]).output
    #expect(names.contains("report_fault"))
    #expect(!names.contains("Provocation"))
  }

  /// An instruction takes 64 ns of the board's time, however busy the host is.
  private static func qemuBoard() throws -> QEMUBoard {
    try QEMUBoard(image: Images.boardWithFaults, options: ["-icount", "shift=6"])
  }

  /// The time is the board's, which a busy host makes longer, never shorter: the best of three counts.
  private func check<Board: ProvokedBoard>(
    _ fault: Fault, _ image: URL, _ start: () throws -> Board
  ) throws {
    var times: [Int] = []
    while times.count < 3, times.last ?? .max >= 2000 {
      times.append(try time(of: fault, on: try start(), image))
    }
    #expect(times.contains { $0 < 2000 }, "\(times) ms")
  }

  /// - Returns: when the board had answered a ping, in milliseconds after its start.
  private func time(of fault: Fault, on board: some ProvokedBoard, _ image: URL) throws -> Int {
    let visit = try FaultVisit(board)
    try visit.provoke(fault.code)
    try board.await("FAULT: \(fault.report)\n")
    try board.await(" ms, fault 1 since power-up\n")
    try board.await("last fault: \(fault.report)\n")
    try board.await(" ms, fault 1 since power-up\n")
    try FaultVisit.awaitPing(board)
    // The next fault tells the time since the start, by which ping was answered.
    try FaultVisit.provoke("t", board)
    try board.await("FAULT: UsageFault (exception 6): trap in Swift code\n")
    try board.await(" ms, fault 2 since power-up\n")
    let times = board.transcript.matches(of: /after\x20([0-9]+)\x20ms,\x20fault\x202/)
    let lines = try Self.lines(of: fault)
    let places = try Self.places(in: board.transcript, image)
    #expect(!lines.isDisjoint(with: places), "\(lines): \(places)\n\(board.transcript)")
    return try #require(times.first.flatMap { Int($0.1) })
  }

  /// The numbers of the lines that commit a fault.
  private static func lines(of fault: Fault) throws -> Set<String> {
    let source = Tools.repository.appendingPathComponent("host-tests/provocation/Provocation.swift")
    let lines = try String(contentsOf: source, encoding: .utf8).components(separatedBy: "\n")
    return Set(
      lines.indices.filter { lines[$0].contains(fault.line) }.map { "Provocation.swift:\($0 + 1)" })
  }

  /// The lines of Provocation.swift that the first report's place lies in, and the innermost call. The
  /// simulator has named the former already.
  private static func places(in transcript: String, _ image: URL) throws -> Set<String> {
    let addresses = transcript.matches(of: /PC=(0x[0-9a-f]+)/).prefix(2).map { String($0.1) }
    let text = try addresses.map { try Tools.run(tool: "symbolize", [image.path, $0]).output }
    return Set(text.joined().matches(of: /Provocation\.swift:[0-9]+/).map { String($0.0) })
  }
}
