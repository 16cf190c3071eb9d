/// The one heap of the system, behind `malloc` and the Swift runtime.
///
/// Every operation on it runs in a critical section, so that interrupt handlers may use it too.
/// Interrupts are off for as long as one operation takes: linear in the number of free blocks, and
/// in that of all blocks for `checkInvariants`. Memory is zeroed outside of the section.
///
/// The state is global because the callers are: `malloc` has no argument to carry an owner. It is
/// touched by `start`, once and before anything else runs, and from then on in the critical section
/// alone; this is what each `unsafe` on it below relies on.
public enum SystemHeap {
  /// Takes the `HeapFault.Kind` and the address of a fault. On the board it reports and stops.
  public typealias FaultHandler = @convention(c) (_ kind: UInt32, _ address: UInt) -> Void

  private nonisolated(unsafe) static var heap: LinkedListHeap?
  private nonisolated(unsafe) static var criticalSection: CriticalSection?
  private nonisolated(unsafe) static var faultHandler: FaultHandler?

  /// Lets allocation begin. Until then every allocation fails and every deallocation is ignored.
  ///
  /// Call it at start-up, with nothing else running. A second call forgets the former region and
  /// all that was allocated in it.
  /// - Parameters:
  ///   - region: as for `LinkedListHeap.init(region:)`.
  ///   - criticalSection: around every operation; it must nest.
  ///   - fault: called outside of the critical section for misuse and damage. Should it return, the
  ///     heap goes on without the block in question.
  /// - Returns: false when the region is too small, and allocations go on failing.
  public static func start(
    region: UnsafeMutableRawBufferPointer, criticalSection: CriticalSection,
    fault: @escaping FaultHandler
  ) -> Bool {
    // Nothing else runs yet, see above; the region's promise is handed on.
    unsafe self.criticalSection = criticalSection
    // As above.
    unsafe self.faultHandler = fault
    // As above.
    unsafe heap = LinkedListHeap(region: region)
    // As above.
    return unsafe heap != nil
  }

  /// As `LinkedListHeap.allocate`. Damage met on the way is also reported to the fault handler.
  public static func allocate(
    byteCount: Int, alignment: Int = LinkedListHeap.defaultAlignment
  ) -> UnsafeMutableRawPointer? {
    // Set once at start-up.
    guard let section = unsafe criticalSection else { return nil }
    var damage: HeapFault?
    // In the critical section; the pointer is only passed on.
    let pointer = unsafe section.run { () -> UnsafeMutableRawPointer? in
      // As above.
      let pointer = unsafe heap?.allocate(byteCount: byteCount, alignment: alignment)
      // As above.
      if unsafe pointer == nil { damage = unsafe heap?.damage }
      return unsafe pointer
    }
    if let damage { report(damage) }
    return unsafe pointer
  }

  /// As `allocate`, with the requested bytes set to zero.
  public static func allocateZeroed(
    byteCount: Int, alignment: Int = LinkedListHeap.defaultAlignment
  ) -> UnsafeMutableRawPointer? {
    // The block is the caller's alone and has at least `byteCount` bytes.
    guard let bytes = unsafe allocate(byteCount: byteCount, alignment: alignment) else {
      return nil
    }
    // As above.
    unsafe bytes.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
    return unsafe bytes
  }

  /// As `LinkedListHeap.deallocate`, but faults go to the fault handler.
  public static func deallocate(_ pointer: UnsafeMutableRawPointer) {
    // Set once at start-up.
    guard let section = unsafe criticalSection else { return }
    do throws(HeapFault) {
      // In the critical section. The heap checks the pointer.
      try section.run { () throws(HeapFault) in try unsafe heap?.deallocate(pointer) }
    } catch {
      report(error)
    }
  }

  /// The present figures; all zero before `start`.
  public static var statistics: HeapStatistics {
    // Set once at start-up.
    guard let section = unsafe criticalSection else { return HeapStatistics() }
    // In the critical section.
    return section.run { unsafe heap?.statistics ?? HeapStatistics() }
  }

  /// As `LinkedListHeap.checkInvariants`. The fault handler is not called.
  public static func checkInvariants() throws(HeapFault) {
    // Set once at start-up.
    guard let section = unsafe criticalSection else { return }
    // In the critical section.
    try section.run { () throws(HeapFault) in try unsafe heap?.checkInvariants() }
  }

  private static func report(_ fault: HeapFault) {
    // Set once at start-up.
    unsafe faultHandler?(fault.kind.rawValue, fault.address)
  }
}
