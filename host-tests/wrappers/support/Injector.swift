import NetStack
import Wrappers

typealias Injector = FaultInjector<MemoryDevice, RandomSource>

/// A device in memory with faults on both ways.
func injector(
  seed: UInt64 = 1, receiving: LinkFaults = LinkFaults(), transmitting: LinkFaults = LinkFaults()
) -> Injector {
  var injector = Injector(MemoryDevice(), random: seeded(seed))
  injector.receiving.faults = receiving
  injector.transmitting.faults = transmitting
  return injector
}

/// Faults of one kind.
func faults(_ change: (inout LinkFaults) -> Void) -> LinkFaults {
  var faults = LinkFaults()
  change(&faults)
  return faults
}

extension FaultCounters {
  /// The frames that came in.
  var frames: UInt32 {
    passed + dropped + corrupted + duplicated + reordered + tooLong + rateLimited
  }

  /// The frames that came out.
  var out: UInt32 { passed + corrupted + duplicated + released }

  /// The frames that wait: 0 or 1.
  var waiting: UInt32 { duplicated + reordered &- released }
}
