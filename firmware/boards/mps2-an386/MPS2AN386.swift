public import Appliance
import CortexM
public import Drivers
import NetStack
import Text

/// The Arm MPS2 with the AN386 image as QEMU emulates it: Cortex-M4 at 25 MHz, CMSDK peripherals
/// and a LAN9118 on the memory bus (AN386 §3; QEMU hw/arm/mps2.c).
struct MPS2AN386: ApplianceBoard, ~Copyable {
  static var name: StaticString { "mps2-an386" }
  static var megahertz: UInt32 { 25 }
  static var alarmInterrupt: Int { 8 }
  static var ethernetInterrupt: Int { 13 }
  /// How many ticks the board may sleep through when there is nothing to do: five seconds in which the
  /// loop need not look after its device unasked.
  static var idleTicks: UInt32 { 7 }

  private var uart: CMSDKUART<MemoryMappedBus>
  private var timer: CMSDKTimer<MemoryMappedBus>

  /// Takes over the console and the timer, whatever state they are in.
  init() {
    // UART 0 of the memory map, which QEMU gives the first serial port.
    uart = unsafe CMSDKUART(
      bus: MemoryMappedBus(baseAddress: 0x4000_4000),
      baudDivisor: Self.megahertz * 1_000_000 / 115_200)
    // Timer 0 of the memory map.
    timer = unsafe CMSDKTimer(bus: MemoryMappedBus(baseAddress: 0x4000_0000))
  }

  func start() {
    SystemControlBlock.enableFaultExceptions()
    Self.protectMemory()
    Watchdog.start()
    SysTickClock.start(megahertz: Self.megahertz)
  }

  /// The driver, not started yet.
  static func ethernet() -> LAN9118<MemoryMappedBus> {
    // The LAN9118 of the memory map.
    unsafe LAN9118(unstarted: MemoryMappedBus(baseAddress: 0x4020_0000))
  }

  mutating func write(byte: UInt8) {
    uart.write(byte: byte)
  }

  static var stackHighWaterMark: UInt32? {
    UInt32(truncatingIfNeeded: MainStack.highWaterMark)
  }

  var now: Instant { Instant(microseconds: SysTickClock.now) }

  mutating func sleep(until deadline: Instant?) {
    if let deadline {
      let now = now
      guard now < deadline else { return }
      // 100 s of cycles fit 32 bits; the loop turns much earlier anyway.
      let wait = min(deadline.since(now).microseconds, 100_000_000)
      timer.start(ticks: UInt32(truncatingIfNeeded: wait) &* Self.megahertz)
    }
    let mask = Interrupts.mask()
    // The handler left it pending, since the line was raised when it ended. Where it is raised now,
    // this does nothing: a line is a level, and ends the sleep at once.
    NVIC.clearPending(Self.ethernetInterrupt)
    NVIC.enable(Self.ethernetInterrupt)
    if deadline != nil { NVIC.enable(Self.alarmInterrupt) }
    Interrupts.sleep(throughTicks: Self.idleTicks) { Watchdog.feed() }
    Interrupts.restore(mask)
    guard deadline != nil else { return }
    timer.acknowledge()
    NVIC.clearPending(Self.alarmInterrupt)
  }
}

extension LAN9118: ApplianceDevice where Bus: ~Copyable {
  public mutating func prepareToSleep() -> Bool {
    if linkUpdateIsDue || !isOperational { _ = updateLink() }
    return rearmInterrupt()
  }
}
