import CUnicorn

extension Processor {
  /// Whether the memory protection holds now: not in NMI and HardFault, where HFNMIENA is not set
  /// (ARMv7-M ARM §B3.5.5).
  private var isProtecting: Bool {
    let system = chip.system
    let mayBeOff = system.exceptions.active.contains { $0 <= ExceptionNumber.hardFault }
    return system.protection.isEnabled && (!mayBeOff || system.protection.holdsInHardFault)
  }

  func permits(_ access: ProtectionUnit.Access, at address: UInt32) -> Bool {
    !isProtecting || chip.system.protection.permits(access, at: address)
  }

  /// What there is to be told to Unicorn.
  private var protectionState: Int { isProtecting ? chip.system.protection.generation : -1 }

  var mustProtect: Bool { protectionState != protectedState }

  /// Has Unicorn refuse what the memory protection does, where there is memory.
  func protect() {
    guard mustProtect else { return }
    protectedState = protectionState
    for region in chip.memory.regions { protect(region, at: region.address) }
    // The flash at 0.
    protect(chip.memory.regions[0], at: 0)
  }

  private func protect(_ region: ChipMemory.Region, at address: UInt32) {
    let end = UInt64(address) + UInt64(region.count)
    if isProtecting, chip.system.protection.cuts(UInt64(address)..<end) {
      chip.violate("MPU", "the simulator protects a memory as a whole only")
    }
    var rights: UInt32 = 0
    if permits(.read, at: address) { rights |= UC_PROT_READ.rawValue }
    if region.isWritable, permits(.write, at: address) { rights |= UC_PROT_WRITE.rawValue }
    if region.isExecutable, permits(.execute, at: address) { rights |= UC_PROT_EXEC.rawValue }
    setRights(rights, of: region.count, at: address)
  }
}
