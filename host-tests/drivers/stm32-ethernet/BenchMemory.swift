import Drivers
import EthernetModel

/// The device's memory, which watches that barriers stand where they must.
struct BenchMemory: DMAMemory {
  unowned let bench: EthernetBench

  private var memory: SharedMemory { bench.memory }

  var busAddress: UInt32 { memory.busAddress }
  var byteCount: Int { unsafe memory.bytes.count }

  func load(_ offset: Int) -> UInt32 {
    let value = memory.word(offset)
    if offset < 4 * 32, offset % 32 == 0, value & 1 << 31 == 0 { memory.awaitsReadBarrier = true }
    return value
  }

  func store(_ value: UInt32, at offset: Int) {
    bench.model.processorWillStore(at: busAddress + UInt32(offset))
    let givesAway = offset < 8 * 32 && offset % 32 == 0 && value & 1 << 31 != 0
    if givesAway, !memory.isOrdered {
      bench.disorders.append("OWN set at \(offset) before what it gives away was ordered")
    }
    memory.setWord(value, at: offset)
    memory.isOrdered = givesAway
    memory.isComplete = false
  }

  func orderAccesses() {
    memory.isOrdered = true
    memory.awaitsReadBarrier = false
  }

  func completeAccesses() {
    orderAccesses()
    memory.isComplete = true
  }

  func lend<Result: ~Copyable>(
    reading: Range<Int>, writing: Range<Int>,
    _ body: (_ source: Span<UInt8>, _ target: consuming MutableSpan<UInt8>) -> Result
  ) -> Result {
    precondition(!reading.overlaps(writing))
    if !reading.isEmpty, memory.awaitsReadBarrier {
      bench.disorders.append("a buffer read before OWN was ordered against it")
    }
    memory.isOrdered = false
    memory.isComplete = false
    // In bounds, or the subscript traps; the memory outlives the call and the ranges are disjoint.
    let source = unsafe UnsafeBufferPointer(rebasing: memory.bytes[reading])
    let target = unsafe UnsafeMutableBufferPointer(rebasing: memory.bytes[writing])
    return unsafe body(source.span, target.mutableSpan)
  }
}
