/// Misuse of the heap, or damage to it, found by its own checks.
public struct HeapFault: Error, Equatable, Sendable {
  public let kind: Kind

  /// For `.doubleFree` and `.foreignPointer` the pointer that was passed. For `.corruptedBlock`
  /// where the damaged block's header begins: look at what lies right before it. It is the end of
  /// the heap when only the heap's own counters disagree with its blocks.
  public let address: UInt

  public init(_ kind: Kind, at address: UInt) {
    self.kind = kind
    self.address = address
  }

  /// What was found. The raw values go to the fault handler of `SystemHeap`.
  public enum Kind: UInt32, Sendable {
    /// The block was given back already.
    case doubleFree = 1
    /// The pointer never came from this heap.
    case foreignPointer = 2
    /// A block's header, or the link of a free block, was overwritten.
    case corruptedBlock = 3

    /// The kind in words, for a report on the console.
    public var explanation: StaticString {
      switch self {
      case .doubleFree: "heap block freed twice"
      case .foreignPointer: "freed pointer is not from the heap"
      case .corruptedBlock: "heap block overwritten"
      }
    }
  }
}
