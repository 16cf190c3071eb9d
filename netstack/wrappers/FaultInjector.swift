public import Link

/// A device around another, whose link loses, damages, repeats and reorders frames at will.
///
/// All that is random comes from `random`, so a run repeats from its seed. A second copy or a
/// delayed frame waits in the wrapper, one for each direction, 1.5 KB each; while the place is
/// taken or the frame is longer than 1514 bytes, neither happens. What waits goes on with a slot of
/// the device's when the wrapper is called next.
///
/// Damage that a checksum of ours is to find must not be covered by a checksum that is computed
/// after it. So a frame that is changed on the way in counts as verified no more, and where the
/// device fills checksums in, frames on the way out are changed in their Ethernet header only.
public struct FaultInjector<Device: LinkDevice & ~Copyable, Random: RandomNumberGenerator>:
  ~Copyable, LinkDevice
{
  public var device: Device
  public var random: Random
  public var receiving = FaultPath()
  public var transmitting = FaultPath()

  /// The time in microseconds that rate limits go by. `Link` knows no clock: set it before each
  /// `poll`.
  public var now: UInt64 = 0

  public init(_ device: consuming Device, random: Random) {
    self.device = device
    self.random = random
  }

  public var hardwareAddress: [6 of UInt8] { device.hardwareAddress }
  public var capabilities: DeviceCapabilities { device.capabilities }
  public var linkState: LinkState { device.linkState }
  public var counters: DeviceCounters { device.counters }

  public mutating func join(multicast address: [6 of UInt8]) -> Bool {
    device.join(multicast: address)
  }

  public mutating func leave(multicast address: [6 of UInt8]) {
    device.leave(multicast: address)
  }
}
