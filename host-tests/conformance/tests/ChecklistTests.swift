import Foundation
import Testing

@testable import conformance

/// The repository's checklist and the names of its tests, held against each other.
@Suite struct ChecklistTests {
  private func rows() throws -> [ChecklistRow] {
    let file = TestSources.folder.appendingPathComponent("conformance/checklist.tsv")
    return try ChecklistRow.rows(of: String(contentsOf: file, encoding: .utf8))
  }

  /// The ids in the names of all tests, as the sources have them.
  private func testedIDs() throws -> Set<String> {
    try TestSources.testNames().reduce(into: []) { ids, name in
      ids.formUnion(TestName(name).ids)
    }
  }

  @Test("the checklist has every row of ARP, Ethernet, IPv4, ICMP and UDP")
  func completeness() throws {
    let counts = [("A", 13), ("E", 2), ("I", 22), ("C", 18), ("U", 8)]
    let ids = counts.flatMap { letter, count in (1...count).map { "\(letter)\($0)" } }
    #expect(try rows().map(\.id) == ids)
  }

  @Test("each row has a test that is named with its id, unless it is marked as not met")
  func rowsHaveTests() throws {
    let tested = try testedIDs()
    let rows = try rows()
    let untested = rows.filter { $0.obstacle == nil && !tested.contains($0.id) }
    #expect(untested.map(\.id) == [], "write a test named with each of these")
    let stale = rows.filter { $0.obstacle != nil && tested.contains($0.id) }
    #expect(stale.map(\.id) == [], "these have tests: take their marks away")
  }

  @Test("each id in a test's name is a row's")
  func testsHaveRows() throws {
    let known = Set(try rows().map(\.id))
    #expect(try testedIDs().subtracting(known) == [])
  }

  @Test("a row has an id, a reference, a requirement and perhaps a mark")
  func rowFields() throws {
    let rows = try ChecklistRow.rows(of: "A1\tRFC 826\tDo\nI12\tRFC 791\tBe\tnot yet: no time\n")
    #expect(
      rows == [
        ChecklistRow(id: "A1", reference: "RFC 826", requirement: "Do"),
        ChecklistRow(id: "I12", reference: "RFC 791", requirement: "Be", obstacle: "no time"),
      ])
  }

  @Test(
    "a line that is no row is refused",
    arguments: [
      "A1", "A1\tRFC 826", "A1 RFC 826 Do", "A1\t\tDo", "a1\tRFC 826\tDo", "A0\tRFC 826\tDo",
      "A1\tRFC 826\tDo\tnever", "A1\tRFC 826\tDo\tnot yet: ", "A1\tRFC 826\tDo\tnot yet: x\ty",
    ])
  func malformedRow(line: String) {
    #expect(throws: ConformanceError.malformedRow(line: 2)) {
      try ChecklistRow.rows(of: "A9\tRFC 826\tDo\n\(line)\n")
    }
  }

  @Test("a row that comes twice is refused")
  func repeatedRow() {
    #expect(throws: ConformanceError.repeatedRow(id: "A1")) {
      try ChecklistRow.rows(of: "A1\tRFC 826\tDo\nA1\tRFC 826\tDo more\n")
    }
  }
}
