/// Why a clock tree could not be started.
public enum STM32ClockError: Error, Equatable, Sendable {
  /// The chip can't run this tree.
  case outOfRange(STM32ClockFault)
  /// Nothing drives OSC_IN: HSERDY did not come.
  case noExternalClock
  /// The PLL did not lock.
  case noLock
  /// The regulator did not reach the voltage or the over-drive.
  case noPower
  /// The flash interface did not take the wait states over.
  case noWaitStates
  /// The system clock did not switch.
  case noSwitch
}
