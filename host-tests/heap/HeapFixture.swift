import Foundation
import Heap

/// A heap over memory of its own, in terms of offsets into that memory. The memory begins at a
/// multiple of 8192, so that an offset is aligned as its address is, up to that.
@safe
final class HeapFixture {
  static let header = 2 * MemoryLayout<UInt>.size

  let memory: UnsafeMutableRawBufferPointer
  var heap: LinkedListHeap

  /// - Parameter region: the part of the memory to make the heap of.
  init?(region: Range<Int>) {
    unsafe memory = .allocate(byteCount: region.upperBound + 8192, alignment: 8192)
    unsafe memset(memory.baseAddress!, 0xA5, memory.count)
    guard
      let heap = unsafe LinkedListHeap(
        region: UnsafeMutableRawBufferPointer(rebasing: memory[region]))
    else {
      unsafe memory.deallocate()
      return nil
    }
    self.heap = heap
  }

  /// A heap of one free block of `capacity` bytes at offset 0.
  convenience init(capacity: Int) {
    self.init(region: 0..<capacity)!
  }

  deinit { unsafe memory.deallocate() }

  func address(of offset: Int) -> UInt {
    unsafe UInt(bitPattern: memory.baseAddress!) &+ UInt(bitPattern: offset)
  }

  func allocate(_ byteCount: Int, alignment: Int = LinkedListHeap.defaultAlignment) -> Int? {
    unsafe offset(of: heap.allocate(byteCount: byteCount, alignment: alignment))
  }

  func allocateZeroed(_ byteCount: Int, alignment: Int = LinkedListHeap.defaultAlignment) -> Int? {
    unsafe offset(of: heap.allocateZeroed(byteCount: byteCount, alignment: alignment))
  }

  /// The offset may lead out of the memory, for nothing is read there.
  func deallocate(_ offset: Int) throws(HeapFault) {
    let address = unsafe Int(bitPattern: memory.baseAddress!) + offset
    try unsafe heap.deallocate(UnsafeMutableRawPointer(bitPattern: address)!)
  }

  func fill(_ range: Range<Int>, with byte: UInt8) {
    unsafe memset(memory.baseAddress! + range.lowerBound, Int32(byte), range.count)
  }

  /// Flips one bit, the least damage there is.
  func flipBit(at offset: Int) {
    unsafe memory[offset] ^= 0x10
  }

  func bytes(_ range: Range<Int>) -> [UInt8] {
    unsafe [UInt8](memory[range])
  }

  func restore(_ bytes: [UInt8], at offset: Int) {
    for (index, byte) in bytes.enumerated() { unsafe memory[offset + index] = byte }
  }

  private func offset(of pointer: UnsafeMutableRawPointer?) -> Int? {
    unsafe pointer.map { unsafe $0 - UnsafeMutableRawPointer(memory.baseAddress!) }
  }
}
