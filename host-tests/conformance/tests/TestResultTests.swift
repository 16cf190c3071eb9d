import Testing

@testable import conformance

@Suite struct TestResultTests {
  /// Records as Swift Testing's ABI/JSON.md describes them.
  private func test(_ id: String, _ name: String) -> String {
    #"{"version":0,"kind":"test","payload":{"kind":"function","name":"f()","#
      + #""displayName":"\#(name)","id":"\#(id)","isParameterized":false}}"# + "\n"
  }

  private func event(_ kind: String, _ id: String, symbol: String) -> String {
    #"{"version":0,"kind":"event","payload":{"kind":"\#(kind)","testID":"\#(id)","#
      + #""messages":[{"symbol":"\#(symbol)","text":"…"}]}}"# + "\n"
  }

  @Test("a test ends as its last event says")
  func verdicts() throws {
    let results = try TestResult.results(
      of: test("a", "[A1] one") + test("b", "[A2] two") + test("c", "[A3] three")
        + test("d", "four") + event("testStarted", "a", symbol: "default")
        + event("testEnded", "a", symbol: "pass") + event("testEnded", "b", symbol: "fail")
        + event("testSkipped", "c", symbol: "skip") + event("testStarted", "d", symbol: "default"))
    #expect(results.map(\.name.sentence) == ["one", "two", "three", "four"])
    #expect(results.map(\.name.ids) == [["A1"], ["A2"], ["A3"], []])
    #expect(results.map(\.verdict) == [.passed, .failed, .skipped, .unfinished])
  }

  @Test("the end of one case of a test is not the end of the test")
  func cases() throws {
    let results = try TestResult.results(
      of: test("a", "[A1] one") + event("testCaseEnded", "a", symbol: "pass"))
    #expect(results.map(\.verdict) == [.unfinished])
  }

  @Test("suites are no tests")
  func suites() throws {
    let suite = #"{"version":0,"kind":"test","payload":{"kind":"suite","name":"S","id":"S"}}"#
    #expect(try TestResult.results(of: suite) == [])
  }

  @Test("a line that is no record is refused")
  func malformed() {
    #expect(throws: ConformanceError.malformedEvent(line: 2)) {
      try TestResult.results(of: test("a", "[A1] one") + "{\n")
    }
  }
}
