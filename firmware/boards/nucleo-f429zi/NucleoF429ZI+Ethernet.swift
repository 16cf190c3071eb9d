import CortexM
import Drivers
import NucleoTables

/// Eight descriptors each way; the linker script sets their memory aside.
typealias NucleoEthernet = STM32EthernetOfEight<MemoryMappedBus, MemoryMappedDMA, BoardClock>

extension NucleoF429ZI {
  /// The driver, not started yet.
  static func ethernet() -> NucleoEthernet {
    let region = unsafe MemoryImage.dma
    // The linker script sets the region aside, aligned to 32, and nothing else uses it.
    let memory = unsafe MemoryMappedDMA(
      baseAddress: UInt(bitPattern: region.baseAddress), byteCount: region.count)
    return NucleoEthernet(
      unstarted: Peripherals.ethernet, memory: memory, clock: BoardClock(),
      usesChecksumOffload: Settings.usesChecksumOffload)
  }

  /// Brings up pins, clocks, MAC and PHY, in the order that `STM32Ethernet` asks for.
  func start(_ device: inout NucleoEthernet) throws(STM32EthernetError) {
    let pins = NucleoPins.ethernet
    var controller = Peripherals.clockController()
    for index in pins.indices {
      controller.enable(.gpio(pins[index].port))
      var port = Peripherals.gpio(pins[index].port)
      port.configure(pins[index])
    }
    var selection = Peripherals.systemConfiguration
    controller.startEthernetClocks(selection: &selection)
    try device.start(address: Self.uniqueID.hardwareAddress, megahertz: clock.megahertz)
    device.enableInterrupts()
  }
}

/// The clock of the driver's waits.
struct BoardClock: MicrosecondClock {
  func now() -> UInt64 { SysTickClock.now }
}
