import Foundation
import Heap

/// Memory for the system's heap, in terms of offsets into it, and what the plain functions given to
/// `SystemHeap` saw. They can't carry a context, so one fixture may live at a time.
@safe
final class SystemHeapFixture {
  static let size = 4096

  private nonisolated(unsafe) static var current: SystemHeapFixture?

  private let memory = UnsafeMutableRawBufferPointer.allocate(
    byteCount: size, alignment: size)
  private(set) var depth = 0
  private(set) var entered = 0
  private(set) var mismatches = 0
  private(set) var faults: [HeapFault] = []
  private(set) var faultsInSection = 0

  init() { unsafe Self.current = self }

  deinit { unsafe memory.deallocate() }

  static let countingSection = CriticalSection(
    enter: {
      guard let fixture = unsafe current else { return 0 }
      fixture.depth += 1
      fixture.entered += 1
      return 0xC000_0000 | UInt32(fixture.entered)
    },
    leave: { state in
      guard let fixture = unsafe current else { return }
      if state != 0xC000_0000 | UInt32(fixture.entered) { fixture.mismatches += 1 }
      fixture.depth -= 1
    })

  private static let recordFault: SystemHeap.FaultHandler = { kind, address in
    guard let fixture = unsafe current else { return }
    fixture.faults.append(HeapFault(HeapFault.Kind(rawValue: kind)!, at: address))
    if fixture.depth != 0 { fixture.faultsInSection += 1 }
  }

  func start(_ section: CriticalSection = countingSection) -> Bool {
    unsafe SystemHeap.start(region: memory, criticalSection: section, fault: Self.recordFault)
  }

  /// Leaves the heap without a region, as it is before `start`.
  func stop() -> Bool {
    let nothing = unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)
    let isStarted = unsafe SystemHeap.start(
      region: nothing, criticalSection: Self.countingSection, fault: Self.recordFault)
    unsafe Self.current = nil
    return !isStarted
  }

  func allocate(_ byteCount: Int, alignment: Int = LinkedListHeap.defaultAlignment) -> Int? {
    unsafe offset(of: SystemHeap.allocate(byteCount: byteCount, alignment: alignment))
  }

  func allocateZeroed(_ byteCount: Int) -> Int? {
    unsafe offset(of: SystemHeap.allocateZeroed(byteCount: byteCount))
  }

  func deallocate(_ offset: Int) {
    unsafe SystemHeap.deallocate(memory.baseAddress! + offset)
  }

  func fill(_ range: Range<Int>, with byte: UInt8) {
    unsafe memset(memory.baseAddress! + range.lowerBound, Int32(byte), range.count)
  }

  func bytes(_ range: Range<Int>) -> [UInt8] {
    unsafe [UInt8](memory[range])
  }

  func address(of offset: Int) -> UInt {
    unsafe UInt(bitPattern: memory.baseAddress!) + UInt(offset)
  }

  private func offset(of pointer: UnsafeMutableRawPointer?) -> Int? {
    unsafe pointer.map { unsafe $0 - UnsafeMutableRawPointer(memory.baseAddress!) }
  }
}
