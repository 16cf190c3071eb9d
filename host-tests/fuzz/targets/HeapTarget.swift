import Heap

/// Runs a script of allocations, frees, misuse and damage on a heap.
///
/// A block's header is two words. So that the same input lays the same blocks on every machine, its
/// sizes, alignments and places are counted in units that are as much larger there as a word is.
func fuzzHeap(_ input: [UInt8], _ journal: Journal) {
  var script = Script(input)
  let flags = script.byte()
  let capacity = (64 + Int(script.byte()) * 16) * unit
  // Aligned to more than its size: no alignment that fits depends on where it lies.
  let memory = UnsafeMutableRawBufferPointer.allocate(
    byteCount: capacity + 32 * unit, alignment: 8192 * unit)
  defer { unsafe memory.deallocate() }
  unsafe _ = memory.initializeMemory(as: UInt8.self, repeating: 0xA5)
  let start = Int(flags & 31) * unit
  let region = unsafe UnsafeMutableRawBufferPointer(rebasing: memory[start..<start + capacity])
  guard let heap = unsafe LinkedListHeap(region: region) else { return }
  var run = unsafe HeapRun(heap: heap, region: region, journal)
  while !script.isAtEnd { run.step(&script) }
  run.finish()
}

/// A word's size, of which four bytes are one.
private var unit: Int { MemoryLayout<UInt>.size / 4 }

/// A heap and what it has handed out, by offsets into its region.
@safe private struct HeapRun: ~Copyable {
  private struct Block {
    let offset: Int
    let count: Int
    let fill: UInt8

    var end: Int { offset + count }
  }

  private var heap: LinkedListHeap
  private let region: UnsafeMutableRawBufferPointer
  private let journal: Journal
  private var live: [Block] = []
  private var freed: [Int] = []
  private var fill: UInt8 = 0
  private var isDamaged = false

  init(
    heap: consuming LinkedListHeap, region: UnsafeMutableRawBufferPointer, _ journal: Journal
  ) {
    self.heap = heap
    self.journal = journal
    unsafe self.region = region
  }

  mutating func step(_ script: inout Script) {
    let operation = script.byte()
    let argument = script.byte()
    switch operation & 7 {
    case 0, 1:
      allocate(scaled(script.length()), alignment: unit << Int(argument & 7), zeroed: false)
    case 2: allocate(scaled(Int(argument)), alignment: unit, zeroed: true)
    case 3, 4: free(at: Int(argument))
    case 5: misuse(operation, argument, Int(script.word()))
    case 6 where operation & 0x80 != 0: damage(Int(script.word()), argument)
    case 6: allocate(operation & 8 == 0 ? .max : -Int(argument), alignment: 8, zeroed: false)
    default:
      // Beyond 8192 units what is aligned is a matter of luck.
      let alignment = Int(script.word() & 0x3FFF) * unit
      allocate(
        scaled(Int(argument)), alignment: min(alignment, 8192 * unit), zeroed: false)
    }
    check()
  }

  /// That many units; one byte less each second time where a unit is two, which is rounded up.
  private func scaled(_ count: Int) -> Int {
    count * unit - (count & 1) * (unit - 1)
  }

  private func address(_ offset: Int) -> UnsafeMutableRawPointer? {
    let start = unsafe UInt(bitPattern: region.baseAddress)
    return unsafe UnsafeMutableRawPointer(bitPattern: start &+ UInt(bitPattern: offset))
  }

  private mutating func allocate(_ count: Int, alignment: Int, zeroed: Bool) {
    let start =
      zeroed
      ? unsafe heap.allocateZeroed(byteCount: count, alignment: alignment)
      : unsafe heap.allocate(byteCount: count, alignment: alignment)
    guard let start = unsafe start, let base = unsafe region.baseAddress else {
      if !isDamaged { journal.note("refuses", 0) }
      return
    }
    let address = UInt(bitPattern: start)
    require(address % UInt(max(alignment, LinkedListHeap.defaultAlignment)) == 0, "is not aligned")
    let offset = unsafe start - base
    let block = Block(offset: offset, count: count, fill: fill &+ 1)
    let end = unsafe region.count
    require(count >= 0 && offset >= 0 && block.end <= end, "lies outside the region")
    guard !isDamaged else { return }
    journal.note("lends", offset / unit)
    for other in live {
      require(block.end <= other.offset || other.end <= offset, "overlaps a block")
    }
    if zeroed {
      for index in offset..<block.end { require(unsafe region[index] == 0, "is not zero") }
    }
    fill = block.fill
    for index in offset..<block.end { unsafe region[index] = fill }
    live.append(block)
    freed.removeAll { $0 == offset }
  }

  private mutating func free(at choice: Int) {
    guard !live.isEmpty else { return }
    let block = live.remove(at: choice % live.count)
    if !isDamaged {
      for index in block.offset..<block.end {
        require(unsafe region[index] == block.fill, "a block was overwritten")
      }
    }
    guard let pointer = unsafe address(block.offset) else { return }
    do throws(HeapFault) {
      try unsafe heap.deallocate(pointer)
      freed.append(block.offset)
    } catch {
      require(isDamaged, "refuses a block of ours, with fault", Int(error.kind.rawValue))
    }
  }

  /// What is no block is refused, and the heap stays as it was.
  private mutating func misuse(_ operation: UInt8, _ argument: UInt8, _ place: Int) {
    var offset = unsafe place * unit % region.count
    if operation & 8 != 0, let last = freed.last { offset = last }
    if operation & 16 != 0 { offset += (Int(argument) - 128) * 4096 * unit }
    guard !isDamaged, !live.contains(where: { $0.offset == offset }),
      let pointer = unsafe address(offset)
    else { return }
    let before = heap.statistics
    do throws(HeapFault) {
      try unsafe heap.deallocate(pointer)
      finding("takes back what it never gave")
    } catch {
      require(error.kind != .corruptedBlock, "finds damage where there is none")
      journal.note("is not taken back", offset / unit)
    }
    require(heap.statistics == before, "misuse changed the heap")
  }

  /// From here on the heap may refuse anything, but must not break.
  private mutating func damage(_ place: Int, _ value: UInt8) {
    isDamaged = true
    unsafe region[place % region.count] ^= value
  }

  private func check() {
    let statistics = heap.statistics
    require(statistics.used + statistics.free == statistics.capacity, "used and free don't add up")
    do throws(HeapFault) {
      try heap.checkInvariants()
      // Damage may lie where nothing is kept, or undo itself.
      guard !isDamaged else { return }
      require(statistics.allocations == live.count, "counts blocks wrongly")
      journal.note("used", statistics.used / unit)
      journal.note("at most", statistics.highWaterMark / unit)
      journal.note("in one piece", statistics.largestFreeBlock / unit)
      journal.note("failures", statistics.failures)
    } catch {
      require(isDamaged, "finds damage where there is none, of kind", Int(error.kind.rawValue))
    }
  }

  /// With everything given back, the heap is one block again.
  consuming func finish() {
    guard !isDamaged else { return }
    while !live.isEmpty { free(at: 0) }
    check()
    let statistics = heap.statistics
    require(statistics.used == 0, "bytes are lost:", statistics.used)
    let whole = statistics.capacity - LinkedListHeap.defaultAlignment
    require(statistics.largestFreeBlock == whole, "is in pieces")
  }
}
