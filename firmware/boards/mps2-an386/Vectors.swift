import CortexM
import CortexMIntrinsics

typealias Handler = @convention(c) () -> Void

@_extern(c, "__stack_top") func stackTop()
@_extern(c, "main") func main()

/// The vector table: 15 exceptions (ARMv7-M ARM §B1.5.2) and 32 interrupts (AN386). It stands in
/// the executable's module because a library's would be emitted once more in each importer.
@section(".vectors") @used
let vectors: (stack: Handler, exceptions: [15 of Handler], interrupts: [32 of Handler]) = (
  stackTop,
  [
    reset, watchdogExpired, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault,
    fault, fault, sysTick,
  ],
  [
    fault, fault, fault, fault, fault, fault, fault, fault, alarm, fault, fault, fault, fault,
    ethernet, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault,
    fault, fault, fault, fault, fault, fault,
  ]
)

@c(reset) func reset() {
  MemoryImage.initialize()
  main()
}

@c(sysTick) func sysTick() {
  SysTickClock.tick()
}

// The devices' handlers only wake the loop. It looks after the devices and enables their lines
// again before it sleeps.

@c(ethernet) func ethernet() {
  NVIC.disable(MPS2AN386.ethernetInterrupt)
}

@c(alarm) func alarm() {
  NVIC.disable(MPS2AN386.alarmInterrupt)
}
