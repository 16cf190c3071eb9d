import Drivers

extension NucleoF429ZI {
  static var uniqueID: STM32UniqueID {
    let words = Peripherals.uniqueID
    return STM32UniqueID([words.load(0), words.load(4), words.load(8)])
  }
}
