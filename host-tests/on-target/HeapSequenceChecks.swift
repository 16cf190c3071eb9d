import Heap
import SeededRandom

/// Random allocations and deallocations, with every block's content looked after.
enum HeapSequenceChecks {
  static func run(_ report: inout CheckReport) {
    report.check("the heap", "serves 50 000 random operations and keeps the blocks' content") {
      var generator = SplitMix64(seed: 4)
      var blocks = InlineArray<64, HeapBlock>(repeating: HeapBlock())
      for operation in 0..<50_000 {
        let index = generator.next(below: blocks.count)
        let isCorrect =
          blocks[index].isAllocated
          ? blocks[index].deallocate() : blocks[index].allocate(using: &generator)
        guard isCorrect, operation % 1000 != 0 || isIntact else {
          return FailedCase(
            Input("operation", operation), Input("size", blocks[index].byteCount))
        }
      }
      for index in blocks.indices where blocks[index].isAllocated && !blocks[index].deallocate() {
        return FailedCase(Input("size", blocks[index].byteCount))
      }
      return nil
    }
  }

  private static var isIntact: Bool { (try? SystemHeap.checkInvariants()) != nil }
}
