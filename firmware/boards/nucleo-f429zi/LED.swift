import Drivers
import NucleoTables

/// The three LEDs.
enum LED {
  /// The link is up.
  case green
  /// The processor is awake for a frame.
  case blue
  /// Something is wrong: the console says what.
  case red

  func set(_ isOn: Bool) {
    var port = Peripherals.gpio(.b)
    port.set(pin, isOn)
  }

  private var pin: STM32Pin {
    switch self {
    case .green: NucleoPins.greenLED
    case .blue: NucleoPins.blueLED
    case .red: NucleoPins.redLED
    }
  }
}
