import Testing

@testable import conformance

@Suite struct TestNameTests {
  @Test(
    "a test's name begins with its ids",
    arguments: [
      ("[A5] answers", ["A5"], "answers"),
      ("[C9] [U4] ends", ["C9", "U4"], "ends"),
      ("[C9][U4] ends", ["C9", "U4"], "ends"),
      ("[C9, U4] ends", ["C9", "U4"], "ends"),
      ("[C9,U4] [I22] ends", ["C9", "U4", "I22"], "ends"),
      ("answers [A5]", [], "answers [A5]"),
      ("[slow] answers", [], "[slow] answers"),
      ("[A5", [], "[A5"),
      ("[A05] answers", [], "[A05] answers"),
      ("", [], ""),
    ])
  func ids(text: String, ids: [String], sentence: String) {
    let name = TestName(text)
    #expect(name.ids == ids)
    #expect(name.sentence == sentence)
  }
}
