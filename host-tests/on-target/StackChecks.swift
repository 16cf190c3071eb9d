import CortexM

enum StackChecks {
  static func run(_ report: inout CheckReport) {
    let before = MainStack.highWaterMark
    report.check(
      "the stack", "is used, but not whole", holds: before > 0 && before < MainStack.size)
    let depth = descend(levels: 16)
    let after = MainStack.highWaterMark
    report.check("the stack's high-water mark", "grows by what a deep function uses") {
      depth > 16 * 1024 && after >= depth && after > before && after < MainStack.size
        ? nil : FailedCase(Input("before", before), Input("after", after), Input("depth", depth))
    }
    report.check("the stack's high-water mark", "stays", holds: MainStack.highWaterMark == after)
  }

  /// Takes more than 1 KB of stack for each level.
  /// - Returns: how deep it came, in bytes.
  @inline(never) @_optimize(none)
  private static func descend(levels: Int) -> UInt {
    var block = InlineArray<128, UInt64>(repeating: UInt64(truncatingIfNeeded: levels))
    let address = unsafe withUnsafePointer(to: &block) { UInt(bitPattern: $0) }
    let depth = MainStack.bounds.upperBound &- address
    return levels == 0 ? depth : max(depth, descend(levels: levels - 1))
  }
}
