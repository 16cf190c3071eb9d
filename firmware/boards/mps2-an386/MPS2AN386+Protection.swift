import CortexM

extension MPS2AN386 {
  /// Has the processor refuse what a sound image does not do, at the instruction that does it: a store
  /// to where nothing is could be reported later only (ARMv7-M ARM §B1.5.14), and this memory takes
  /// every store, also over the code.
  static func protectMemory() {
    MemoryProtection.setRegion(0, base: 0, sizeBits: 22, .readAndExecute)
    // The vectors, which only the processor reads; it does so by the default map (§B3.5.1).
    MemoryProtection.setRegion(1, base: 0, sizeBits: 8, .none)
    // Where the stack runs into: the linker script has it lie lowest in RAM, and nothing lies below.
    MemoryProtection.setRegion(2, base: 0x1000_0000, sizeBits: 28, .none)
    // Nothing is to be executed in RAM.
    MemoryProtection.setRegion(3, base: 0x2000_0000, sizeBits: 22, .readAndWrite)
    MemoryProtection.enable()
  }
}
