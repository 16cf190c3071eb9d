import CortexM
import CortexMIntrinsics

typealias Handler = @convention(c) () -> Void

@_extern(c, "__stack_top") func stackTop()
@_extern(c, "main") func main()

/// The vector table: 15 exceptions (ARMv7-M ARM §B1.5.2) and 91 interrupts (RM0090 §12.1.3,
/// Table 62). It stands in the executable's module because a library's would be emitted once more in
/// each importer.
@section(".vectors") @used
let vectors:
  (
    stack: Handler, exceptions: [15 of Handler], interrupts0: [28 of Handler], timer2: Handler,
    interrupts29: [11 of Handler], external10to15: Handler, interrupts41: [20 of Handler],
    ethernet: Handler, interrupts62: [29 of Handler]
  ) = (
    stackTop,
    [
      reset, clockFailure, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault,
      fault, fault, sysTick,
    ],
    [
      fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault,
      fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault,
      fault, fault,
    ],
    alarm,
    [fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault],
    button,
    [
      fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault,
      fault, fault, fault, fault, fault, fault, fault,
    ],
    ethernet,
    [
      fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault,
      fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault,
      fault, fault, fault,
    ]
  )

@c(reset) func reset() {
  MemoryImage.initialize()
  main()
}

// The devices' handlers only wake the loop. It looks after the devices and enables their lines
// again before it sleeps.

@c(ethernet) func ethernet() {
  NVIC.disable(Interrupt.ethernet)
  LED.blue.set(true)
}

@c(alarm) func alarm() {
  NVIC.disable(Interrupt.alarm)
}

@c(button) func button() {
  NVIC.disable(Interrupt.button)
}
