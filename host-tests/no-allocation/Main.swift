public import Appliance
import CortexM
public import Drivers
import Link
import NetStack
import Text
import Wrappers

/// The whole packet path in an image that has no allocator: driver, wrappers, stack, sockets,
/// appliance.
///
/// It is linked and never run. An allocation anywhere in it would leave `posix_memalign` or `free`
/// undefined, and the link would fail.
@main struct NoAllocation {
  static func main() {
    // Nothing is read from this address, since nothing runs.
    guard let device = try? unsafe LAN9118(bus: MemoryMappedBus(baseAddress: 0x4020_0000)),
      let other = try? unsafe LAN9118(bus: MemoryMappedBus(baseAddress: 0x4020_0000))
    else { return }
    let wrapped = Wrapped(
      CaptureDevice(FaultInjector(other, random: RandomSource(seed: 0)), to: RegisterSink()),
      to: RegisterSink())
    guard let stm32 = try? stm32Ethernet() else { return }
    var plainAppliance = appliance(on: device)
    var stm32Appliance = appliance(on: stm32)
    var wrappedAppliance = appliance(on: wrapped)
    while true {
      plainAppliance?.step()
      stm32Appliance?.step()
      wrappedAppliance?.step()
    }
  }

  private static func stm32Ethernet() throws(STM32EthernetError) -> STM32 {
    var device = try unsafe STM32(
      bus: MemoryMappedBus(baseAddress: 0x4002_8000),
      memory: MemoryMappedDMA(baseAddress: 0x2000_0000, byteCount: STM32.memoryByteCount),
      clock: StackClock(), address: [2, 0, 0, 0, 0, 1], megahertz: 180)
    device.enableInterrupts()
    if device.loopbackSelfTest() != .passed { device.setPromiscuous(true) }
    var sink = RegisterSink()
    device.statistics.write(to: &sink)
    return device
  }

  private static func appliance<Device: ApplianceDevice & ~Copyable>(
    on device: consuming Device
  ) -> Appliance<SilentBoard, Device>? {
    try? Appliance(
      board: SilentBoard(), device: device,
      configuration: InterfaceConfiguration(
        subnet: IPv4Subnet(IPv4Address(192, 0, 2, 2), prefixLength: 24)))
  }
}

typealias Wrapped = Tracer<
  CaptureDevice<FaultInjector<LAN9118<MemoryMappedBus>, RandomSource>, RegisterSink>, RegisterSink
>

typealias STM32 = STM32EthernetOfEight<MemoryMappedBus, MemoryMappedDMA, StackClock>

struct StackClock: MicrosecondClock {
  func now() -> UInt64 { SysTickClock.now }
}

/// A register that takes bytes, so that the compiler can't leave out what makes them.
struct RegisterSink: TextSink, ByteSink {
  // Nothing is written to this address, since nothing runs.
  private var bus = unsafe MemoryMappedBus(baseAddress: 0x4000_4000)

  init() {}

  mutating func write(byte: UInt8) { bus.store(UInt32(byte), at: 0) }

  mutating func write(_ bytes: Span<UInt8>) {
    for index in bytes.indices { write(byte: bytes[index]) }
  }
}

extension FaultInjector: ApplianceDevice where Device: ApplianceDevice & ~Copyable {
  mutating func prepareToSleep() -> Bool { device.prepareToSleep() }
}

extension ObservedDevice: ApplianceDevice
where Device: ApplianceDevice & ~Copyable, Observer: ~Copyable {
  mutating func prepareToSleep() -> Bool { device.prepareToSleep() }
}

/// The entry point that the linker script names.
@c(reset) func reset() {
  MemoryImage.initialize()
  main()
}

@_extern(c, "main") func main()

/// The vector table's first two entries, so that the table's section is not empty.
@section(".vectors") @used
let vectors: (@convention(c) () -> Void, @convention(c) () -> Void) = (reset, reset)

struct SilentBoard: ApplianceBoard {
  private var sink = RegisterSink()

  init() {}

  static var name: StaticString { "nothing" }
  var now: Instant { Instant(microseconds: SysTickClock.now) }
  mutating func sleep(until deadline: Instant?) {}
  mutating func write(byte: UInt8) { sink.write(byte: byte) }
}

extension STM32Ethernet: ApplianceDevice
where Bus: ~Copyable, Memory: ~Copyable, Clock: ~Copyable {
  public mutating func prepareToSleep() -> Bool {
    _ = updateLink()
    return rearmInterrupt()
  }
}

extension LAN9118: ApplianceDevice where Bus: ~Copyable {
  public mutating func prepareToSleep() -> Bool { rearmInterrupt() }
}
