import CortexM
import CortexMIntrinsics

typealias Handler = @convention(c) () -> Void

@_extern(c, "__stack_top") func stackTop()
@_extern(c, "main") func main()

/// The vector table: 15 exceptions (ARMv7-M ARM §B1.5.2) and 32 interrupts (AN386).
@section(".vectors") @used
let vectors: (stack: Handler, exceptions: [15 of Handler], interrupts: [32 of Handler]) = (
  stackTop,
  [
    reset, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault,
    fault, sysTick,
  ],
  [
    fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault,
    fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault,
    fault, fault, fault, fault, fault, spareInterrupt,
  ]
)

@c(reset) func reset() {
  MemoryImage.initialize()
  main()
}

@c(sysTick) func sysTick() {
  SysTickClock.tick()
}

/// Line 31, which no device of the AN386 drives. Entering it is all that it does: that takes the
/// pending bit back.
@c(spareInterrupt) func spareInterrupt() {}
