import Heap

/// Requests that no heap of this machine can serve.
enum HeapRefusalChecks {
  static func run(_ report: inout CheckReport) {
    checkSizes(&report)
    checkProducts(&report)
    checkAlignments(&report)
    checkLargest(&report)
    report.check("free", "ignores null") {
      let before = SystemHeap.statistics
      unsafe AllocationSymbols.free(nil)
      return SystemHeap.statistics == before ? nil : FailedCase()
    }
  }

  private static var outOfMemory: CInt { 12 }
  private static var invalidArgument: CInt { 22 }

  /// The sizes around which signs and roundings change.
  private static var sizes: [9 of UInt] {
    [
      .max, .max - 1, .max - 7, .max - 15, 0x8000_0001, 0x8000_0000, 0x7FFF_FFFF, 0x7FFF_FFF0,
      UInt(SystemHeap.statistics.largestFreeBlock) + 1,
    ]
  }

  private static func checkSizes(_ report: inout CheckReport) {
    report.check("malloc, calloc and posix_memalign", "refuse sizes beyond the heap") {
      for index in sizes.indices {
        let (size, failures) = (sizes[index], SystemHeap.statistics.failures)
        let aligned = unsafe AllocationSymbols.posixMemalign(alignment: 8, size)
        guard unsafe AllocationSymbols.malloc(size) == nil,
          unsafe AllocationSymbols.calloc(size, 1) == nil,
          unsafe AllocationSymbols.calloc(1, size) == nil,
          unsafe aligned.status == outOfMemory, unsafe aligned.pointer == nil,
          SystemHeap.statistics.failures == failures + 4
        else { return FailedCase(Input("size", size)) }
      }
      return nil
    }
  }

  private static func checkProducts(_ report: inout CheckReport) {
    // All but the first come to little in 32 bits.
    let factors: [5 of (UInt, UInt)] = [
      (0x8000, 0x1_0000), (0x1_0000, 0x1_0000), (3, 0x5555_5556), (.max, .max), (0x8000_0000, 2),
    ]
    report.check("calloc", "refuses products that don't fit") {
      for index in factors.indices
      where unsafe AllocationSymbols.calloc(factors[index].0, factors[index].1) != nil {
        return FailedCase(Input("count", factors[index].0), Input("size", factors[index].1))
      }
      return nil
    }
  }

  private static func checkAlignments(_ report: inout CheckReport) {
    report.check("posix_memalign", "refuses alignments that are none") {
      let alignments: [9 of UInt] = [0, 1, 2, 3, 5, 6, 12, 0x8000_0001, .max]
      for index in alignments.indices {
        let alignment = alignments[index]
        let result = unsafe AllocationSymbols.posixMemalign(alignment: alignment, 8)
        guard unsafe result.status == invalidArgument, unsafe result.pointer == nil else {
          return FailedCase(Input("alignment", alignment))
        }
      }
      return nil
    }
    report.check("posix_memalign", "refuses an alignment beyond the heap") {
      let result = unsafe AllocationSymbols.posixMemalign(alignment: 0x8000_0000, 8)
      return unsafe result.status == outOfMemory && result.pointer == nil ? nil : FailedCase()
    }
  }

  private static func checkLargest(_ report: inout CheckReport) {
    report.check("malloc", "serves the largest free block") {
      let largest = UInt(SystemHeap.statistics.largestFreeBlock)
      let block = unsafe AllocationSymbols.malloc(largest)
      let rest = SystemHeap.statistics.free
      unsafe AllocationSymbols.free(block)
      return unsafe block != nil && rest == 0 ? nil : FailedCase(Input("size", largest))
    }
  }
}
