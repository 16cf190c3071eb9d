import Heap

/// Swift's classes and arrays, whose memory the runtime takes from the heap.
enum SwiftAllocationChecks {
  static func run(_ report: inout CheckReport) {
    checkClass(&report)
    checkArray(&report)
  }

  private final class Node {
    let value: UInt64
    let next: Node?

    init(value: UInt64, next: Node?) {
      self.value = value
      self.next = next
    }

    /// Of this node and those behind it.
    var sum: UInt64 { value + (next?.sum ?? 0) }
  }

  private static func checkClass(_ report: inout CheckReport) {
    report.check("a class instance", "lives on the heap until its last reference goes") {
      let before = SystemHeap.statistics.allocations
      var list: Node?
      for value in 1...100 as ClosedRange<UInt64> { list = opaque(Node(value: value, next: list)) }
      let during = SystemHeap.statistics.allocations
      let sum = list?.sum
      list = opaque(nil)
      return sum == 5050 && during == before + 100
        && SystemHeap.statistics.allocations == before
        ? nil : FailedCase(Input("blocks before", before), Input("during", during))
    }
  }

  private static func checkArray(_ report: inout CheckReport) {
    report.check("an array", "grows on the heap and leaves it") {
      let before = SystemHeap.statistics.allocations
      let failedCase = append(count: 5000, blocksBefore: before)
      guard failedCase == nil else { return failedCase }
      let after = SystemHeap.statistics.allocations
      return after == before ? nil : FailedCase(Input("blocks after", after))
    }
  }

  private static func append(count: UInt32, blocksBefore before: Int) -> FailedCase? {
    var array: [UInt32] = []
    for value in 0..<count { array.append(opaque(value)) }
    let during = SystemHeap.statistics.allocations
    for index in array.indices where array[index] != UInt32(index) {
      return FailedCase(Input("index", index))
    }
    return during == before + 1 ? nil : FailedCase(Input("blocks during", during))
  }
}
