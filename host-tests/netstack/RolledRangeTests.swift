import Testing

@testable import NetStack

/// Loops that stay loops.
@Suite struct RolledRangeTests {
  @Test("gives the numbers of its range, in order", arguments: [0..<0, 0..<1, 0..<7, 3..<5, 4..<4])
  func numbers(range: Range<Int>) {
    #expect(Array(range.rolled) == Array(range))
  }
}
