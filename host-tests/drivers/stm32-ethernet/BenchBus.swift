import Drivers
import EthernetModel

/// The device's registers. An access takes 20 ns.
struct BenchBus: RegisterBus {
  unowned let bench: EthernetBench

  func load(_ offset: Int) -> UInt32 {
    bench.model.advance(nanoseconds: 20)
    return bench.model.load(offset)
  }

  func store(_ value: UInt32, at offset: Int) {
    bench.model.advance(nanoseconds: 20)
    // What makes the DMA look at memory.
    let isStart = offset == ETH.omr && value & (1 << 13 | 1 << 1) != 0
    let isDemand = isStart || offset == 0x1004 || offset == 0x1008
    if isDemand, !bench.memory.isComplete {
      bench.disorders.append("0x\(String(offset, radix: 16)) written before memory was complete")
    }
    bench.model.store(value, at: offset)
  }
}

/// A clock that takes a microsecond to be read.
struct BenchClock: MicrosecondClock {
  unowned let model: EthernetModel

  func now() -> UInt64 {
    model.advance(microseconds: 1)
    return model.nanoseconds / 1000
  }
}
