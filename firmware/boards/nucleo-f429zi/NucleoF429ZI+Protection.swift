import CortexM

extension NucleoF429ZI {
  /// Has the processor refuse what a sound image does not do, at the instruction that does it: a store
  /// to where nothing is could be reported later only (ARMv7-M ARM §B1.5.14), and address 0 is the
  /// flash once more (RM0090 §2.4).
  static func protectMemory() {
    MemoryProtection.setRegion(0, base: 0x0800_0000, sizeBits: 21, .readAndExecute)
    // All below the flash. After reset the vectors are fetched there, before this holds.
    MemoryProtection.setRegion(1, base: 0, sizeBits: 27, .none)
    // Where the stack runs into: it lies lowest in CCM, and nothing lies below.
    MemoryProtection.setRegion(2, base: 0x0C00_0000, sizeBits: 26, .none)
    // Nothing is to be executed in SRAM; in CCM nothing can be.
    MemoryProtection.setRegion(3, base: 0x2000_0000, sizeBits: 18, .readAndWrite)
    MemoryProtection.enable()
  }
}
