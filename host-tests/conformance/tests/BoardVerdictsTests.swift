import Testing

@testable import conformance

@Suite struct BoardVerdictsTests {
  private let head = "rows\tprobe\thost\tQEMU\n"

  @Test("the table has each row with a verdict for each board, and says what is not visible")
  func table() throws {
    let verdicts = try BoardVerdicts(
      verdicts: head + "C9,A1\tdoes\tpass\tpass\nA1\tis\tpass\tFAIL: no\n"
        + "bad input 3\tbears\tpass\tleft: slow\n",
      inside: "U5\tsends nothing\n")
    #expect(
      verdicts.text == """

        From outside, on each board:

                      host  QEMU
        A1            pass  FAIL
        C9            pass  pass
        bad input 3   pass  -

        QEMU: is: FAIL: no
        QEMU: bears: left: slow
        U5 is not visible from outside: sends nothing
        3 probes of 3 rows and kinds of bad input

        """)
    #expect(!verdicts.isPassed)
  }

  @Test("a probe that was left out is no failure")
  func left() throws {
    #expect(try BoardVerdicts(verdicts: head + "A1\tis\tpass\tleft: slow\n", inside: "").isPassed)
  }

  @Test(
    "a table with a line of another length is refused",
    arguments: [("", 1), ("rows\tprobe\n", 1), ("rows\tprobe\thost\nA1\tis\n", 2)])
  func malformed(text: String, line: Int) {
    #expect(throws: ConformanceError.malformedVerdict(line: line)) {
      _ = try BoardVerdicts(verdicts: text, inside: "")
    }
  }
}
