import Link

extension STM32Ethernet where Bus: ~Copyable, Memory: ~Copyable, Clock: ~Copyable {
  /// Resets DMA and MAC, which lose all settings. The PHY goes on.
  /// - Returns: whether the reset ended in time.
  mutating func resetDMA(within microseconds: UInt64) -> Bool {
    shadow = ConfigurationShadow()
    bus.store(ETHBusMode.resetValue | ETHBusMode.reset, at: ETHRegister.busMode)
    return wait(microseconds, until: ETHRegister.busMode, ETHBusMode.reset, reads: 0)
  }

  /// Writes every setting that a reset loses, but those that the link decides. The DMA does not
  /// run yet.
  mutating func configure() {
    storeStationAddress()
    for slot in 0..<AddressFilter.slotCount { storeAddress(filter.slots[slot].address, slot) }
    applyFilter()
    configure(ETHRegister.busMode, ETHBusMode.value)
    buildRings()
    maskCounterInterrupts()
    bus.store(ETHStatus.acknowledgeable, at: ETHRegister.status)
    bus.store(enabledInterrupts, at: ETHRegister.interruptEnable)
  }

  /// Lets MAC and DMA run at the link's speed and duplex.
  mutating func start(_ speed: LinkSpeed, _ duplex: LinkDuplex) {
    var control =
      ETHControl.resetValue | ETHControl.transmitterEnable | ETHControl.receiverEnable
    if speed == .megabits100 { control |= ETHControl.fast }
    control |= duplex == .full ? ETHControl.fullDuplex : ETHControl.receiveOwnDisable
    if usesChecksumOffload { control |= ETHControl.checksumOffload }
    configureFlowControl(flowControl)
    configureControl(control)
    configureOperation(ETHOperation.running)
    demandReceive()
  }

  /// Stops DMA and MAC and takes back what was not transmitted.
  /// - Returns: how many frames that were; nil when the DMA does not stop.
  mutating func stop() -> UInt32? {
    // One that never ran has nothing to finish.
    guard shadow.operation == ETHOperation.running else { return emptyTransmitRing() }
    configureOperation(ETHOperation.stopped)
    // The frame under way ends first: 1.2 ms at 10 Mbit/s, and another one that is coming in.
    let engines: UInt32 = 7 << 20 | 7 << 17
    guard wait(5000, until: ETHRegister.status, engines, reads: 0) else { return nil }
    // Speed and duplex stay: they must not change while MAC and DMA come to rest.
    configureControl(shadow.control & ~(ETHControl.transmitterEnable | ETHControl.receiverEnable))
    return emptyTransmitRing()
  }

  /// Writes the high half first: the low one hands both to the filter (RM0090 §33.8.1).
  mutating func storeAddress(_ address: UInt64, _ slot: Int) {
    let offset = 8 &* (slot &+ 1)
    // AE; an unused slot is as after a reset.
    let high = address == 0 ? 0xFFFF : 1 << 31 | UInt32(truncatingIfNeeded: address >> 32)
    let low = address == 0 ? 0xFFFF_FFFF : UInt32(truncatingIfNeeded: address)
    configure(ETHRegister.addressHigh &+ offset, high)
    configure(ETHRegister.addressLow &+ offset, low)
  }

  private mutating func storeStationAddress() {
    let address = AddressFilter.register(hardwareAddress)
    // MO (31) reads as 1 and is to be kept.
    configure(ETHRegister.addressHigh, 1 << 31 | UInt32(truncatingIfNeeded: address >> 32))
    configure(ETHRegister.addressLow, UInt32(truncatingIfNeeded: address))
  }
}
