import Foundation

/// Zeroed memory outside of any heap under test, compared and filled by the C library so that a
/// million checks stay quick in a debug build.
@safe
final class Bytes {
  private let base: UnsafeMutableRawPointer

  init(count: Int) {
    unsafe base = calloc(count, 1)!
  }

  deinit { unsafe free(base) }

  func fill(_ range: Range<Int>, with byte: UInt8) {
    unsafe memset(base + range.lowerBound, Int32(byte), range.count)
  }

  func equals(_ other: Bytes, at offset: Int, count: Int) -> Bool {
    unsafe memcmp(base + offset, other.base + offset, count) == 0
  }

  func equals(_ fixture: HeapFixture, at offset: Int, count: Int) -> Bool {
    unsafe memcmp(base + offset, fixture.memory.baseAddress! + offset, count) == 0
  }
}
