import CortexMIntrinsics

// The C library's memory functions, which the compiler calls for copies of structs and arrays.
//
// This module is compiled without LLVM's loop idiom pass, which would turn these loops into calls
// to themselves. For the same reason no other module may import it: its bodies would be compiled
// again there, with that pass.
//
// The M4 loads and stores words at any alignment, but not several at once (ARMv7-M ARM §A3.2.1).

/// Takes fewer instructions than newlib's assembly, but for up to eight more at 33 to 48 bytes where only one of
/// the places is aligned (`make bench-memory`).
@c(memcpy)
public func memcpy(
  _ target: UnsafeMutableRawPointer, _ source: UnsafeRawPointer, _ count: Int
) -> UnsafeMutableRawPointer {
  guard count < 32 else { return unsafe copyLong(target, source, count) }
  if count >= 16 {
    unsafe copyFour(target, source)
    unsafe copyFour(target + (count &- 16), source + (count &- 16))
  } else {
    unsafe copyShort(target, source, count)
  }
  return unsafe target
}

@c(memmove)
public func memmove(
  _ target: UnsafeMutableRawPointer, _ source: UnsafeRawPointer, _ count: Int
) -> UnsafeMutableRawPointer {
  // How far the target lies behind the source; very far when it lies in front.
  let distance = UInt(bitPattern: target) &- UInt(bitPattern: source)
  // Less than 16 bytes are all loaded before any is stored. What `memcpy` copies twice of 32 or more
  // could be in its own way.
  guard count >= 16, distance < UInt(bitPattern: count) || 0 &- distance < 32 else {
    return unsafe copy(target, source, count)
  }
  return unsafe moveOverlapping(target, source, count, isUp: distance < UInt(bitPattern: count))
}

/// `memcpy` by another name, under which it may be the last that a function does: of `memcpy` the
/// compiler knows what it returns and keeps that.
@_silgen_name("__aeabi_memcpy")
private func copy(
  _ target: UnsafeMutableRawPointer, _ source: UnsafeRawPointer, _ count: Int
) -> UnsafeMutableRawPointer

@c(memset)
public func memset(
  _ target: UnsafeMutableRawPointer, _ byte: CInt, _ count: Int
) -> UnsafeMutableRawPointer {
  unsafe aeabiMemset(target, count, byte)
  return unsafe target
}

@c(__aeabi_memset) @inline(never)
public func aeabiMemset(_ target: UnsafeMutableRawPointer, _ count: Int, _ byte: CInt) {
  unsafe fill(target, count, with: UInt8(truncatingIfNeeded: byte))
}

@c(__aeabi_memclr)
public func aeabiMemclr(_ target: UnsafeMutableRawPointer, _ count: Int) {
  unsafe aeabiMemset(target, count, 0)
}

// The callers of these functions vouch for `count` bytes at each pointer: that is the contract of
// the C standard (ISO/IEC 9899 §7.24.2) under which the compiler emits the calls.

/// Copies less than 16 bytes: the first and the last of them, which may be the same in part. All are
/// loaded before any is stored, so the two places may overlap.
@inline(always)
private func copyShort(
  _ target: UnsafeMutableRawPointer, _ source: UnsafeRawPointer, _ count: Int
) {
  if count >= 4 {
    if count >= 8 {
      let (first, last) = unsafe (loadEight(source, 0), loadEight(source, count &- 8))
      unsafe storeEight(first, target, 0)
      unsafe storeEight(last, target, count &- 8)
    } else {
      let (first, last) = unsafe (loadWord(source, 0), loadWord(source, count &- 4))
      unsafe storeWord(first, target, 0)
      unsafe storeWord(last, target, count &- 4)
    }
  } else if count > 0 {
    let (first, last) = unsafe (loadByte(source, 0), loadByte(source, count &- 1))
    let middle = unsafe loadByte(source, count &>> 1)
    unsafe storeByte(first, target, 0)
    unsafe storeByte(middle, target, count &>> 1)
    unsafe storeByte(last, target, count &- 1)
  }
}

/// Copies 32 bytes or more, which don't overlap or move 32 bytes down: the first word and the last few
/// apart, and between them, where the target is aligned, eight words at once.
/// - Returns: the target.
// Apart, for the registers that it saves.
@inline(never)
private func copyLong(
  _ target: UnsafeMutableRawPointer, _ source: UnsafeRawPointer, _ count: Int
) -> UnsafeMutableRawPointer {
  let head = Int(bitPattern: (0 &- UInt(bitPattern: target)) & 3)
  if head != 0 { unsafe storeWord(loadWord(source, 0), target, 0) }
  // Beyond the next 32 bytes.
  var (to, from, left) = unsafe (target + head, source + head, count &- head &- 32)
  if UInt(bitPattern: from) & 3 == 0 {
    while left >= 0 {
      unsafe cortexm_copy_eight(to, from)
      unsafe (to, from, left) = (to + 32, from + 32, left &- 32)
    }
  } else {
    while left >= 0 {
      unsafe cortexm_gather_eight(to, from)
      unsafe (to, from, left) = (to + 32, from + 32, left &- 32)
    }
  }
  if left > 16 &- 32 { unsafe copyFour(to, from) }
  if left > 8 &- 32 {
    unsafe copyFour(to + (left &+ 16), from + (left &+ 16))
  } else if left > 0 &- 32 {
    unsafe storeEight(loadEight(from, left &+ 24), to, left &+ 24)
  }
  return unsafe target
}

/// Moves bytes to where some of them lie, or near: word by word, since hardly anything does.
/// - Parameter isUp: whether the target lies behind the source.
/// - Returns: the target.
// Apart, for the registers that it saves.
@inline(never)
private func moveOverlapping(
  _ target: UnsafeMutableRawPointer, _ source: UnsafeRawPointer, _ count: Int, isUp: Bool
) -> UnsafeMutableRawPointer {
  var left = count
  if isUp {
    while left >= 4 {
      left &-= 4
      unsafe storeWord(loadWord(source, left), target, left)
    }
    while left > 0 {
      left &-= 1
      unsafe storeByte(loadByte(source, left), target, left)
    }
  } else {
    while left >= 4 {
      unsafe storeWord(loadWord(source, count &- left), target, count &- left)
      left &-= 4
    }
    while left > 0 {
      unsafe storeByte(loadByte(source, count &- left), target, count &- left)
      left &-= 1
    }
  }
  return unsafe target
}

@inline(always)
private func fill(_ target: UnsafeMutableRawPointer, _ count: Int, with byte: UInt8) {
  if count >= 4 {
    let word = UInt32(byte) &* 0x0101_0101
    if count >= 16 {
      unsafe fillLong(target, count, word)
    } else {
      unsafe storeWord(word, target, 0)
      if count > 8 {
        unsafe storeWord(word, target, 4)
        unsafe storeWord(word, target, count &- 8)
      }
      unsafe storeWord(word, target, count &- 4)
    }
  } else if count > 0 {
    unsafe storeByte(byte, target, 0)
    unsafe storeByte(byte, target, count &>> 1)
    unsafe storeByte(byte, target, count &- 1)
  }
}

@inline(always)
private func fillLong(_ target: UnsafeMutableRawPointer, _ count: Int, _ word: UInt32) {
  unsafe storeWord(word, target, 0)
  // Where the target is aligned.
  var offset = 4 &- Int(bitPattern: UInt(bitPattern: target) & 3)
  while offset &+ 16 <= count {
    unsafe fillFour(target, offset, word)
    offset &+= 16
  }
  unsafe storeWord(word, target, count &- 16)
  unsafe storeWord(word, target, count &- 12)
  unsafe storeWord(word, target, count &- 8)
  unsafe storeWord(word, target, count &- 4)
}

/// Stores four words at an aligned place.
@inline(always)
private func fillFour(_ target: UnsafeMutableRawPointer, _ offset: Int, _ word: UInt32) {
  let words = unsafe (target + offset).assumingMemoryBound(to: UInt32.self)
  unsafe words[0] = word
  unsafe words[1] = word
  unsafe words[2] = word
  unsafe words[3] = word
}

@inline(always)
private func copyFour(_ target: UnsafeMutableRawPointer, _ source: UnsafeRawPointer) {
  unsafe storeWord(loadWord(source, 0), target, 0)
  unsafe storeWord(loadWord(source, 4), target, 4)
  unsafe storeWord(loadWord(source, 8), target, 8)
  unsafe storeWord(loadWord(source, 12), target, 12)
}

@inline(always)
private func loadEight(_ source: UnsafeRawPointer, _ offset: Int) -> UInt64 {
  unsafe source.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
}

@inline(always)
private func storeEight(_ bytes: UInt64, _ target: UnsafeMutableRawPointer, _ offset: Int) {
  unsafe target.storeBytes(of: bytes, toByteOffset: offset, as: UInt64.self)
}

@inline(always)
private func loadWord(_ source: UnsafeRawPointer, _ offset: Int) -> UInt32 {
  unsafe source.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
}

@inline(always)
private func storeWord(_ word: UInt32, _ target: UnsafeMutableRawPointer, _ offset: Int) {
  unsafe target.storeBytes(of: word, toByteOffset: offset, as: UInt32.self)
}

@inline(always)
private func loadByte(_ source: UnsafeRawPointer, _ offset: Int) -> UInt8 {
  unsafe source.load(fromByteOffset: offset, as: UInt8.self)
}

@inline(always)
private func storeByte(_ byte: UInt8, _ target: UnsafeMutableRawPointer, _ offset: Int) {
  unsafe target.storeBytes(of: byte, toByteOffset: offset, as: UInt8.self)
}
