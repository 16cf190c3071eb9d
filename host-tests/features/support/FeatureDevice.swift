import CortexM
public import Drivers
public import NetStack

// The device of the images that are measured, which are only linked and never run.

#if NUCLEO_F429ZI
  public typealias FeatureDevice = STM32EthernetOfEight<
    MemoryMappedBus, MemoryMappedDMA, FeatureClock
  >

  public struct FeatureClock: MicrosecondClock {
    public func now() -> UInt64 { SysTickClock.now }
  }

  extension Interface where Device == FeatureDevice {
    public init() {
      let region = unsafe MemoryImage.dma
      // What the board's linker script sets aside.
      let memory = unsafe MemoryMappedDMA(
        baseAddress: UInt(bitPattern: region.baseAddress), byteCount: region.count)
      // The Ethernet's registers (RM0090 §2.3).
      let bus = unsafe MemoryMappedBus(baseAddress: 0x4002_8000)
      self.init(unstarted: FeatureDevice(unstarted: bus, memory: memory, clock: FeatureClock()))
    }

    mutating func startDevice() {
      try? device.start(address: [2, 0, 0, 0, 0, 2], megahertz: 168)
    }
  }
#else
  public typealias FeatureDevice = LAN9118<MemoryMappedBus>

  extension Interface where Device == FeatureDevice {
    public init() {
      // The Ethernet controller of the mps2-an386.
      self.init(unstarted: unsafe LAN9118(unstarted: MemoryMappedBus(baseAddress: 0x4020_0000)))
    }

    mutating func startDevice() { try? device.start() }
  }
#endif
