import Testing

@testable import nucleo_simulator

@Suite("The simulator's exceptions")
struct ExceptionControllerTests {
  private static let timer = ExceptionNumber.firstInterrupt + 28
  private static let console = ExceptionNumber.firstInterrupt + 39
  private static let ethernet = ExceptionNumber.firstInterrupt + 61
  /// Nothing is active.
  private static let none = 256

  /// With these interrupts enabled, pending, and of these priorities.
  private func controller(_ pending: [(number: Int, priority: UInt8)]) -> ExceptionController {
    var controller = ExceptionController()
    for (number, priority) in pending {
      controller.setEnabled(number, true)
      controller.setPriority(number, priority)
      controller.setPending(number)
    }
    return controller
  }

  @Test("the lowest priority number is next, and among equals the lowest exception")
  func order() {
    var controller = controller([(Self.ethernet, 0x20), (Self.timer, 0x30), (Self.console, 0x20)])
    var order: [Int] = []
    while let number = controller.candidate(before: Self.none) {
      order.append(number)
      controller.enter(number)
      let hasLeft = controller.leave()
      #expect(hasLeft)
    }
    #expect(order == [Self.console, Self.ethernet, Self.timer])
  }

  @Test("NMI and HardFault lie before every priority that can be set")
  func fixedPriorities() {
    var controller = controller([(Self.timer, 0)])
    controller.setPending(ExceptionNumber.hardFault)
    #expect(controller.candidate(before: Self.none) == ExceptionNumber.hardFault)
    controller.setPending(ExceptionNumber.nmi)
    #expect(controller.candidate(before: Self.none) == ExceptionNumber.nmi)
  }

  @Test("an active exception is preempted by one that lies before it, and by no equal one")
  func preemption() {
    var controller = controller([(Self.timer, 0x20)])
    controller.enter(Self.timer)
    #expect(controller.activePriority == 0x20)
    #expect(controller.isActive(Self.timer))
    controller.setEnabled(Self.console, true)
    controller.setPriority(Self.console, 0x20)
    controller.setPending(Self.console)
    #expect(controller.candidate(before: controller.activePriority) == nil)
    controller.setPriority(Self.console, 0x10)
    #expect(controller.candidate(before: controller.activePriority) == Self.console)
  }

  @Test("the subpriority orders what is pending, and preempts nothing")
  func grouping() {
    var controller = controller([(Self.timer, 0x20), (Self.console, 0x10)])
    // PRIGROUP 5: two bits preempt (ARMv7-M ARM §B1.5.4).
    controller.priorityGrouping = 5
    controller.enter(Self.timer)
    #expect(controller.activePriority == 0)
    #expect(controller.candidate(before: controller.activePriority) == nil)
  }

  @Test("within a group, what is pending goes by its subpriority")
  func subpriority() {
    var controller = controller([(Self.timer, 0x20), (Self.console, 0x10)])
    controller.priorityGrouping = 5
    #expect(controller.candidate(before: Self.none) == Self.console)
  }

  @Test("what is not enabled stays pending until it is, or until it is cleared")
  func enabling() {
    var controller = controller([(Self.timer, 0)])
    controller.setEnabled(Self.timer, false)
    #expect(controller.candidate(before: Self.none) == nil)
    #expect(controller.isPending(Self.timer))
    controller.setEnabled(Self.timer, true)
    #expect(controller.candidate(before: Self.none) == Self.timer)
    controller.clearPending(Self.timer)
    #expect(controller.candidate(before: Self.none) == nil)
  }

  @Test("entering clears pending and sets active, leaving the innermost clears active")
  func nesting() {
    var controller = controller([(Self.timer, 0x20), (Self.console, 0x10)])
    controller.enter(Self.timer)
    controller.enter(Self.console)
    #expect(!controller.isPending(Self.console))
    #expect(controller.active == [Self.timer, Self.console])
    let hasLeft = controller.leave()
    #expect(hasLeft)
    #expect(controller.active == [Self.timer])
    #expect(!controller.isActive(Self.console))
    let hasLeftLast = controller.leave()
    let hasLeftMore = controller.leave()
    #expect(hasLeftLast && !hasLeftMore)
  }

  @Test("a line that is still high when its handler returns is pending again")
  func level() {
    var controller = controller([])
    controller.setEnabled(Self.ethernet, true)
    controller.setLine(61, true)
    controller.enter(Self.ethernet)
    #expect(!controller.isPending(Self.ethernet))
    _ = controller.leave()
    #expect(controller.candidate(before: Self.none) == Self.ethernet)
    controller.enter(Self.ethernet)
    controller.setLine(61, false)
    _ = controller.leave()
    #expect(controller.candidate(before: Self.none) == nil)
  }

  @Test("a pulse is remembered, also one during its own handler")
  func pulse() {
    var controller = controller([])
    controller.setEnabled(Self.ethernet, true)
    controller.setLine(61, true)
    controller.setLine(61, false)
    #expect(controller.candidate(before: Self.none) == Self.ethernet)
    controller.enter(Self.ethernet)
    controller.setLine(61, true)
    controller.setLine(61, false)
    _ = controller.leave()
    #expect(controller.candidate(before: Self.none) == Self.ethernet)
  }

  @Test("four bits of a priority are kept")
  func implementedBits() {
    let controller = controller([(Self.timer, 0x5F)])
    #expect(controller.priority(Self.timer) == 0x50)
  }
}
