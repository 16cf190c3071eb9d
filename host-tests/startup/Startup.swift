// For images that are only run in QEMU. No module may import this one: each that did would have its
// vectors as well.

import CortexM

typealias Handler = @convention(c) () -> Void

@_extern(c, "__stack_top") func stackTop()
@_extern(c, "main") func main()

/// The vector table's exceptions (ARMv7-M ARM §B1.5.2); no interrupt is on.
@section(".vectors") @used
let vectors: (stack: Handler, exceptions: [15 of Handler]) = (
  stackTop,
  [
    reset, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault,
    fault, fault,
  ]
)

@c(reset) func reset() {
  MemoryImage.initialize()
  main()
}

@c(fault) func fault() {
  Semihosting.exit(code: 101)
}
