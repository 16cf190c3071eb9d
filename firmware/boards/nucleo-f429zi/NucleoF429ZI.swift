import Appliance
import CortexM
import Drivers
import NetStack
import NucleoTables
import Text

/// The Nucleo-F429ZI: STM32F429ZI with a LAN8742A on RMII (UM1974).
struct NucleoF429ZI: ApplianceBoard, ~Copyable {
  static var name: StaticString { "nucleo-f429zi" }

  private var console = STM32USART(bus: Peripherals.usart3)
  private var alarm = STM32AlarmTimer(bus: Peripherals.timer2)
  /// What the processor runs from.
  var clock = STM32ClockTree.reset

  mutating func write(byte: UInt8) {
    // Each line ends as terminals want it.
    if byte == 0x0A { console.write(byte: 0x0D) }
    console.write(byte: byte)
  }

  static var stackHighWaterMark: UInt32? {
    UInt32(truncatingIfNeeded: MainStack.highWaterMark)
  }

  var now: Instant { Instant(microseconds: SysTickClock.now) }

  mutating func sleep(until deadline: Instant?) {
    if let deadline {
      let now = now
      guard now < deadline else { return }
      // An hour at most; SysTick wakes the loop much earlier anyway.
      let wait = min(deadline.since(now).microseconds, 3_600_000_000)
      alarm.start(microseconds: UInt32(truncatingIfNeeded: wait))
    }
    Interrupts.masked {
      // Both lines are levels: what was raised while they were disabled ends the sleep at once.
      NVIC.enable(Interrupt.alarm)
      NVIC.enable(Interrupt.ethernet)
      LED.blue.set(false)
      Interrupts.sleep()
    }
    alarm.stop()
    NVIC.clearPending(Interrupt.alarm)
  }
}

/// The positions of the interrupts that the board uses (RM0090 §12.1.3, Table 62).
enum Interrupt {
  static var alarm: Int { 28 }
  static var button: Int { 40 }
  static var ethernet: Int { 61 }
}
