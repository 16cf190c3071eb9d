extension EthernetModel {
  /// Reads the register at `offset` from 0x40028000, with all the effects of reading it.
  public func load(_ offset: Int) -> UInt32 {
    guard let register = check(offset) else { return 0 }
    let value = peek(offset)
    switch offset {
    case Offset.dmamfbocr:
      // Clear on read (RM0090 §33.8.4).
      shown[offset] = 0
    case Offset.mmctgfsccr, Offset.mmctgfmsccr, Offset.mmctgfcr, Offset.mmcrfcecr,
      Offset.mmcrfaecr, Offset.mmcrgufcr:
      readCounter(offset)
    case Offset.dmatpdr, Offset.dmarpdr: violate(register.name, "read: a demand is only written")
    default: break
    }
    return value
  }

  /// The registers as a debugger would see them: without effect.
  public func peek(_ offset: Int) -> UInt32 {
    switch offset {
    case Offset.dmasr: statusRegister
    case Offset.macdbgr: debugRegister
    case 0x1048: transmitter.current
    case 0x104C: receiver.current
    default: shown[offset] ?? 0
    }
  }

  public func store(_ value: UInt32, at offset: Int) {
    guard let register = check(offset) else { return }
    checkReserved(value, of: register)
    switch offset {
    case Offset.dmasr: acknowledge(value)
    case Offset.dmatpdr: demandTransmit()
    case Offset.dmarpdr: demandReceive()
    case Offset.macmiiar: startManagement(value)
    case Offset.macmiidr:
      if shown[Offset.macmiiar]?.has(0) == true {
        violate("MACMIIDR", "written while MB is set (RM0090 §33.8.1)")
      }
      shown[offset] = value & register.writable
    case Offset.mmccr: storeCounterControl(value)
    default: configure(value, register, at: offset)
    }
  }

  private func check(_ offset: Int) -> EthernetRegister? {
    guard let register = EthernetRegister.all[offset] else {
      if (0x700..<0x730).contains(offset) { return EthernetRegister(name: "PTP") }
      violate("offset 0x\(String(offset, radix: 16))", "there is no register")
      return nil
    }
    guard isClocked else {
      violate(register.name, "accessed without clocks (RCC_AHB1ENR)")
      return nil
    }
    guard !isInReset else {
      violate(register.name, "accessed in reset (RCC_AHB1RSTR)")
      return nil
    }
    if softResetDue != nil || resetHangs, offset != Offset.dmabmr {
      violate(register.name, "accessed before DMABMR.SR has read 0 (RM0090 §33.8.4)")
    }
    return register
  }

  private var resetHangs: Bool {
    lastWrite[Offset.dmabmr] != nil && shown[Offset.dmabmr]?.has(0) == true
  }

  private func checkReserved(_ value: UInt32, of register: EthernetRegister) {
    guard register.writable != 0 else {
      violate(register.name, "written: it is read only")
      return
    }
    if (value ^ register.resetValue) & ~register.writable != 0 {
      let text = String(value, radix: 16)
      violate(register.name, "0x\(text) changes reserved bits")
    }
  }

  private func configure(_ value: UInt32, _ register: EthernetRegister, at offset: Int) {
    let fixed = register.resetValue & ~register.writable
    let value = value & register.writable | fixed
    let before = effective[offset] ?? 0
    let isLost = register.isConfiguration && isTooEarly(register, at: offset)
    lastWrite[offset] = nanoseconds
    shown[offset] = value
    guard !isLost else {
      lostWrites += 1
      return
    }
    effective[offset] = value
    apply(value, before: before, at: offset)
  }

  /// Four cycles of TX_CLK or RX_CLK: 160 ns at 100 Mbit/s, 1.6 µs at 10 (ES0206, "Successive
  /// write operations to the same register might not be fully taken into account").
  private func isTooEarly(_ register: EthernetRegister, at offset: Int) -> Bool {
    guard let last = lastWrite[offset] else { return false }
    let limit: UInt64 = control.has(14) && phy.isFast ? 160 : 1600
    guard nanoseconds - last < limit else { return false }
    guard !faults.losesSuccessiveWrites else { return true }
    violate(register.name, "written again within \(limit) ns (ES0206)")
    return false
  }

  private func apply(_ value: UInt32, before: UInt32, at offset: Int) {
    switch offset {
    case Offset.maccr: applyControl(value, before: before)
    case Offset.dmabmr: applyBusMode(value)
    case Offset.dmaomr: applyOperationMode(value, before: before)
    case Offset.dmaier: updateInterrupt()
    case Offset.dmardlar: storeList(value, "DMARDLAR", isRunning: receiver.state != .stopped)
    case Offset.dmatdlar: storeList(value, "DMATDLAR", isRunning: transmitter.state != .stopped)
    case 0x044, 0x04C, 0x054, 0x05C:
      // The low half hands the whole address to the filter (RM0090 §33.8.1, MACA0LR).
      filter.addresses[(offset - 0x044) / 8] = (effective[offset - 4] ?? 0, value)
    default: break
    }
  }

  private func applyControl(_ value: UInt32, before: UInt32) {
    let enabled: UInt32 = 1 << 3 | 1 << 2
    if before & enabled != 0, (value ^ before) & (1 << 14 | 1 << 11) != 0 {
      violate("MACCR", "FES or DM changed while TE or RE was set")
    }
    run()
  }

  private func applyBusMode(_ value: UInt32) {
    if transmitter.state != .stopped || receiver.state != .stopped, !value.has(0) {
      violate("DMABMR", "written while the DMA runs (RM0090 §33.6)")
    }
    for (name, burst) in [("PBL", value >> 8 & 0x3F), ("RDP", value >> 17 & 0x3F)]
    where ![1, 2, 4, 8, 16, 32].contains(burst) {
      violate("DMABMR", "\(name) is \(burst) (RM0090 §33.8.4)")
    }
    guard value.has(0) else { return }
    transmitter.state = .stopped
    receiver.state = .stopped
    transmitter.completion = nil
    if faults.hasReferenceClock, isRMIISelected { softResetDue = nanoseconds + 2000 }
  }

  private func applyOperationMode(_ value: UInt32, before: UInt32) {
    if (value ^ before).has(21), before.has(13) {
      violate("DMAOMR", "TSF changed while ST was set (RM0090 §33.8.4)")
    }
    if value.has(20) {
      violate("DMAOMR", "FTF is not to be used (ES0206, stuck after a flush)")
      shown[Offset.dmaomr]? &= ~(1 << 20)
      effective[Offset.dmaomr]? &= ~(1 << 20)
    }
    if value.has(13) != before.has(13) { value.has(13) ? startTransmitter() : stopTransmitter() }
    if value.has(1) != before.has(1) { value.has(1) ? startReceiver() : stopReceiver() }
  }

  private func storeList(_ value: UInt32, _ name: String, isRunning: Bool) {
    if isRunning { violate(name, "written while the DMA runs (RM0090 §33.8.4)") }
    if value & 3 != 0 { violate(name, "0x\(String(value, radix: 16)) is not aligned to a word") }
    if name == "DMARDLAR" {
      receiver.listBase = value & ~3
      receiver.current = value & ~3
    } else {
      transmitter.listBase = value & ~3
      transmitter.current = value & ~3
    }
  }

  var control: UInt32 { effective[Offset.maccr] ?? 0 }
  var operationMode: UInt32 { effective[Offset.dmaomr] ?? 0 }
  var busMode: UInt32 { effective[Offset.dmabmr] ?? 0 }
  var descriptorSize: UInt32 { busMode.has(7) ? 32 : 16 }

  func run() {
    runTransmitter()
    runReceiver()
  }

  private var debugRegister: UInt32 {
    var value: UInt32 = 0
    if transmitter.completion != nil || (faults.transmitsNothing && transmitter.state == .running) {
      value |= 1 << 24 | 1 << 16
    }
    return value | fifoLevel << 8
  }
}
