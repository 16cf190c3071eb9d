public import Appliance
public import Drivers
import FeatureImage
import NetStack
import Text

/// What lies in the appliance's state, for `make size`: each constant is a row with its name. The
/// compiler works them out for the board's processor; nothing runs.
@main struct Footprint {
  static func main() {}
}

private typealias Tables = Appliance<SilentBoard, FeatureDevice>.ApplianceInterface

@used let addresses = Tables.footprint.addresses
@used let neighbors = Tables.footprint.neighbors
@used let heldPackets = Tables.footprint.heldPackets
@used let sockets = Tables.footprint.sockets
@used let groups = Tables.footprint.groups
@used let destinations = Tables.footprint.destinations
@used let reassembly = Tables.footprint.reassembly
@used let outgoingFragments = Tables.footprint.outgoingFragments
@used let counters = Tables.footprint.counters
@used let driver = MemoryLayout<FeatureDevice>.size

private struct SilentBoard: ApplianceBoard {
  static var name: StaticString { "nothing" }
  var now: Instant { Instant(microseconds: 0) }
  mutating func sleep(until deadline: Instant?) {}
  mutating func write(byte: UInt8) {}
}

#if NUCLEO_F429ZI
  extension STM32Ethernet: ApplianceDevice
  where Bus: ~Copyable, Memory: ~Copyable, Clock: ~Copyable {
    public mutating func prepareToSleep() -> Bool { false }
  }
#else
  extension LAN9118: ApplianceDevice where Bus: ~Copyable {
    public mutating func prepareToSleep() -> Bool { false }
  }
#endif
