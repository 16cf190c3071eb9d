import Foundation
import Testing

/// The same questions to every board that carries the stack, seen from outside only.
@Suite("Boards as black boxes", .serialized, .timeLimit(.minutes(4)))
struct BlackBoxTests {
  private static let probes =
    Probe.arp + Probe.ethernet + Probe.ipv4 + Probe.icmp + Probe.udp + Probe.fragments
    + [Probe.minute]

  /// The boards that are compared, the host first.
  private func boxes(probing: Bool) throws -> [any BlackBox] {
    [
      try HostBox(probesAddress: probing),
      try QEMUBoard(arguments: probing ? "probe=yes" : ""),
      try NucleoBox("Nucleo", image: Images.nucleo),
      try NucleoBox("Nucleo, software checksums", image: Images.nucleoSoftwareChecksums),
    ]
  }

  /// The board with its real hardware address, once it has its address.
  private func station(_ box: any BlackBox) throws -> Station {
    try box.await("is ours")
    return Station(hardware: try box.hardwareAddress, address: Station.board.address)
  }

  @Test("every board has the same verdict on every probe, and that is pass")
  func verdicts() throws {
    let boxes = try boxes(probing: true)
    var table = VerdictTable(boards: boxes.map(\.title))
    func note(_ rows: [String], _ name: String, _ verdicts: [Verdict]) {
      table.add(rows, name, verdicts)
      for (box, verdict) in zip(boxes, verdicts) {
        if case .fail(let reason) = verdict { Issue.record("\(box.title): \(name): \(reason)") }
      }
    }
    let starts = boxes.map { BoxStart(of: $0) }
    let stations = try boxes.map(station)
    note(
      ["A9"], "probes three times, 1 to 2 s apart, before it uses an address",
      zip(starts, stations).map { $0.probing($1) })
    note(
      ["A10"], "announces its address twice, 2 s apart",
      zip(starts, stations).map { $0.announcing($1) })
    let sessions = try boxes.map { try Session($0) }
    for probe in Self.probes {
      let rows = probe.rows + probe.kinds.map { "bad input \($0)" }
      note(rows, probe.name, try sessions.map { try $0.verdict(on: probe) })
    }
    note(
      ["A11"], "defends its address once in 10 s, and then gives it up",
      try sessions.map { try $0.conflict() })
    try table.write()
  }

  @Test("what captures have and what is bad in one octet draws the same from every board")
  func records() throws {
    let boxes = try boxes(probing: false)
    for (index, box) in boxes.enumerated() { _ = BoxStart(of: box, probes: index < 2 ? 0 : 3) }
    _ = try boxes.map(station)
    let sessions = try boxes.map { try Session($0) }
    for session in sessions { try session.prepare() }
    let records = try Record.captured() + Record.bad
    var answered = 0
    for record in records {
      let expected = try sessions[0].replies(to: record, awaiting: 0)
      answered += expected.isEmpty ? 0 : 1
      for session in sessions.dropFirst() {
        let found = try session.replies(to: record, awaiting: expected.count)
        #expect(
          found.map(Session.hexadecimal) == expected.map(Session.hexadecimal),
          "\(session.box.title): \(record.name)")
      }
    }
    print("records: \(records.count), of which \(answered) are answered")
    #expect(records.count > 500 && answered > 100)
    try expectChecksumFailures(boxes)
  }

  /// Tells the two images of the Nucleo apart: only one has the MAC judge checksums.
  private func expectChecksumFailures(_ boxes: [any BlackBox]) throws {
    let failures = try boxes.compactMap { $0 as? NucleoBox }.map {
      try $0.board.counters()["receive checksum failures"] ?? 0
    }
    #expect(failures.count == 2 && failures[0] > 0 && failures[1] == 0, "\(failures)")
  }

  @Test("each row and each kind of bad input has a probe, or else a reason why it is not visible")
  func coverage() throws {
    let probed = Set(
      Self.probes.flatMap { $0.rows + $0.kinds.map(String.init) } + ["A9", "A10", "A11"])
    func fields(_ name: String) throws -> [[String]] {
      let file = Tools.repository.appendingPathComponent("host-tests/conformance/\(name).tsv")
      return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map {
        $0.split(separator: "\t").map(String.init)
      }
    }
    let inside = Set(try fields("inside").map { $0[0] })
    let rows = try fields("checklist") + fields("bad-inputs")
    // Marked ones have no tests at all.
    let needed = Set(rows.filter { $0.count == 3 }.map { $0[0] })
    #expect(needed.subtracting(probed).subtracting(inside) == [])
    #expect(probed.intersection(inside) == [], "these are visible: take them out of inside.tsv")
    #expect(probed.union(inside).subtracting(needed) == [])
  }
}
