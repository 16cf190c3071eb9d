import Foundation
import Testing

/// The kinds of bad input and the names of the tests, held against each other. A test's name tells
/// its kind: `[bad input 7] drops a packet whose lengths disagree`.
@Suite struct BadInputTests {
  /// A kind of input that brought other stacks down: number, layer, input, and perhaps a mark
  /// `not yet: ` with the reason why no frame of it can be tried.
  private struct Kind {
    var number: Int
    var isMarked: Bool

    init?(line: Substring) {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard (3...4).contains(fields.count), !fields.contains(""), let number = Int(fields[0]),
        fields.count == 3 || fields[3].wholeMatch(of: /not yet: .+/) != nil
      else { return nil }
      self.number = number
      isMarked = fields.count == 4
    }
  }

  private func kinds() throws -> [Kind] {
    let file = TestSources.folder.appendingPathComponent("conformance/bad-inputs.tsv")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { line in
      try #require(Kind(line: line), "\(line)")
    }
  }

  private func testedNumbers() throws -> Set<Int> {
    let names = try TestSources.testNames()
    return Set(
      names.flatMap { $0.matches(of: /\[bad input ([0-9]+)\]/) }.compactMap { Int($0.1) })
  }

  @Test("each kind of bad input is listed once, in order")
  func completeness() throws {
    #expect(try kinds().map(\.number) == Array(1...26))
  }

  @Test("each kind of bad input has a test that is named with its number, unless it is marked")
  func kindsHaveTests() throws {
    let tested = try testedNumbers()
    let untested = try kinds().filter { !$0.isMarked && !tested.contains($0.number) }
    #expect(untested.map(\.number) == [], "write a test named with each of these")
    let stale = try kinds().filter { $0.isMarked && tested.contains($0.number) }
    #expect(stale.map(\.number) == [], "these have tests: take their marks away")
    #expect(tested.subtracting(try kinds().map(\.number)) == [], "no kind has these numbers")
  }
}
