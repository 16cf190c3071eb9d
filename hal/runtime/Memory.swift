// The C library's memory functions, which the compiler calls for copies of structs and arrays.
//
// This module is compiled without LLVM's loop idiom pass, which would turn these loops into calls
// to themselves. For the same reason no other module may import it: its bodies would be compiled
// again there, with that pass.

/// Copies forwards, by words: the M4 loads and stores words at any alignment (ARMv7-M ARM §A3.2.1).
@c(memcpy)
public func memcpy(
  _ target: UnsafeMutableRawPointer, _ source: UnsafeRawPointer, _ count: Int
) -> UnsafeMutableRawPointer {
  unsafe copyForwards(target, source, count)
  return unsafe target
}

@c(memmove)
public func memmove(
  _ target: UnsafeMutableRawPointer, _ source: UnsafeRawPointer, _ count: Int
) -> UnsafeMutableRawPointer {
  if unsafe target <= source || target >= source + count {
    unsafe copyForwards(target, source, count)
  } else {
    unsafe copyBackwards(target, source, count)
  }
  return unsafe target
}

@c(memset)
public func memset(
  _ target: UnsafeMutableRawPointer, _ byte: CInt, _ count: Int
) -> UnsafeMutableRawPointer {
  unsafe fill(target, count, with: UInt8(truncatingIfNeeded: byte))
  return unsafe target
}

@c(__aeabi_memset)
public func aeabiMemset(_ target: UnsafeMutableRawPointer, _ count: Int, _ byte: CInt) {
  unsafe fill(target, count, with: UInt8(truncatingIfNeeded: byte))
}

@c(__aeabi_memclr)
public func aeabiMemclr(_ target: UnsafeMutableRawPointer, _ count: Int) {
  unsafe fill(target, count, with: 0)
}

// The callers of these functions vouch for `count` bytes at each pointer: that is the contract of
// the C standard (ISO/IEC 9899 §7.24.2) under which the compiler emits the calls.

@inline(always)
private func copyForwards(
  _ target: UnsafeMutableRawPointer, _ source: UnsafeRawPointer, _ count: Int
) {
  var offset = 0
  while offset &+ 16 <= count {
    unsafe copyWord(target, source, offset)
    unsafe copyWord(target, source, offset &+ 4)
    unsafe copyWord(target, source, offset &+ 8)
    unsafe copyWord(target, source, offset &+ 12)
    offset &+= 16
  }
  while offset &+ 4 <= count {
    unsafe copyWord(target, source, offset)
    offset &+= 4
  }
  while offset < count {
    unsafe copyByte(target, source, offset)
    offset &+= 1
  }
}

@inline(always)
private func copyBackwards(
  _ target: UnsafeMutableRawPointer, _ source: UnsafeRawPointer, _ count: Int
) {
  var offset = count
  while offset >= 4 {
    offset &-= 4
    unsafe copyWord(target, source, offset)
  }
  while offset > 0 {
    offset &-= 1
    unsafe copyByte(target, source, offset)
  }
}

@inline(always)
private func fill(_ target: UnsafeMutableRawPointer, _ count: Int, with byte: UInt8) {
  let word = UInt32(byte) &* 0x0101_0101
  var offset = 0
  while offset &+ 4 <= count {
    unsafe target.storeBytes(of: word, toByteOffset: offset, as: UInt32.self)
    offset &+= 4
  }
  while offset < count {
    unsafe target.storeBytes(of: byte, toByteOffset: offset, as: UInt8.self)
    offset &+= 1
  }
}

@inline(always)
private func copyWord(
  _ target: UnsafeMutableRawPointer, _ source: UnsafeRawPointer, _ offset: Int
) {
  let word = unsafe source.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
  unsafe target.storeBytes(of: word, toByteOffset: offset, as: UInt32.self)
}

@inline(always)
private func copyByte(
  _ target: UnsafeMutableRawPointer, _ source: UnsafeRawPointer, _ offset: Int
) {
  let byte = unsafe source.load(fromByteOffset: offset, as: UInt8.self)
  unsafe target.storeBytes(of: byte, toByteOffset: offset, as: UInt8.self)
}
