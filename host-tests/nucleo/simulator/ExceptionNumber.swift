/// The numbers of the exceptions (ARMv7-M ARM §B1.5.2). External interrupts follow from 16.
enum ExceptionNumber {
  static let nmi = 2
  static let hardFault = 3
  static let memManage = 4
  static let busFault = 5
  static let usageFault = 6
  static let supervisorCall = 11
  static let pendable = 14
  static let sysTick = 15
  static let firstInterrupt = 16
  /// 91 interrupts (RM0090 §12.1.3).
  static let count = 16 + 91
}
