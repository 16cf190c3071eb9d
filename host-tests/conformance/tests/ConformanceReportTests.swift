import Testing

@testable import conformance

@Suite struct ConformanceReportTests {
  private let row = ChecklistRow(id: "A1", reference: "RFC 826", requirement: "Do")
  private let marked = ChecklistRow(
    id: "A2", reference: "RFC 826", requirement: "Be", obstacle: "no time")

  private func result(_ name: String, _ verdict: TestResult.Verdict) -> TestResult {
    TestResult(name: TestName(name), verdict: verdict)
  }

  @Test(
    "a row passes when a test of it passes and none fails",
    arguments: [
      ([], .fail),
      ([.passed], .pass),
      ([.passed, .passed], .pass),
      ([.passed, .skipped], .pass),
      ([.skipped], .fail),
      ([.failed], .fail),
      ([.passed, .failed], .fail),
      ([.passed, .unfinished], .fail),
    ] as [([TestResult.Verdict], ConformanceReport.State)])
  func rowState(verdicts: [TestResult.Verdict], state: ConformanceReport.State) {
    let report = ConformanceReport([row], verdicts.map { result("[A1] does", $0) })
    #expect(report.state(of: row) == state)
    #expect(report.isConsistent == (state == .pass))
  }

  @Test("a marked row is not met yet until its test passes")
  func markedRow() {
    let open = ConformanceReport([marked], [result("[A2] is", .failed)])
    #expect(open.state(of: marked) == .notYet)
    #expect(open.isConsistent)
    let stale = ConformanceReport([marked], [result("[A2] is", .passed)])
    #expect(stale.state(of: marked) == .stale)
    #expect(!stale.isConsistent)
  }

  @Test("a test of a row that does not exist is an error")
  func unknownID() {
    let report = ConformanceReport([row], [result("[A1] [A99] does", .passed)])
    #expect(report.unknownIDs == ["A99"])
    #expect(!report.isConsistent)
  }

  @Test("the table has each row, its tests and the count")
  func table() {
    let report = ConformanceReport([row, marked], [result("[A1] does", .passed)])
    #expect(
      report.text == """
        A1   pass     Do (RFC 826)
                      - does
        A2   not yet  Be (RFC 826)
                      not yet: no time
        1 of 2 rows are met, 1 are not yet

        """)
  }
}
