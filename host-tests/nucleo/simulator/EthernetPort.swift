import EthernetModel

/// The Ethernet peripheral in the chip: its clocks, its reset, its interrupt and its pins.
final class EthernetPort: Peripheral {
  let name = "ETH"
  let addresses: Range<UInt32> = 0x4002_8000..<0x4002_9400
  let gate: ClockGate? = ClockGate(register: 0x30, bit: 25)

  let model: EthernetModel
  private unowned let chip: Chip

  init(chip: Chip) {
    self.chip = chip
    model = EthernetModel(memory: chip.memory, hclkMegahertz: 16)
    model.isPaced = true
    model.isClocked = false
    model.isRMIISelected = false
    model.onInterruptLine = { [unowned chip] isRaised in
      chip.setInterrupt(EthernetModel.interruptNumber, isRaised)
    }
    model.onViolation = { [unowned chip] violation in
      chip.violate(violation.register, violation.reason)
    }
    model.onUnreachable = { [unowned chip] address in
      chip.violate(
        "ETH DMA 0x\(String(address, radix: 16))",
        "the DMA does not reach \(chip.memory.name(at: address)) (RM0090 §2.1)")
    }
  }

  var nextEvent: UInt64? { model.nextEvent }

  func advance() {
    let now = chip.time.nanoseconds
    if now > model.nanoseconds { model.advance(nanoseconds: now - model.nanoseconds) }
  }

  func reset() {
    advance()
    model.setReset(false)
    // The PHY's reset pin is the chip's, which every reset drives (RM0090 §6.1.1; UM1974 §6.10).
    let partner = model.phy.partner
    model.phy.partner = nil
    model.phy.partner = partner
    gateChanged()
    interfaceChanged()
  }

  func load(_ offset: Int) -> UInt32 {
    advance()
    return model.load(offset)
  }

  func store(_ value: UInt32, at offset: Int) {
    advance()
    checkPins(value, at: offset)
    model.store(value, at: offset)
  }

  // MARK: What the rest of the chip does to it

  func clockChanged() {
    model.hclkMegahertz = UInt32(chip.clocks.megahertz)
  }

  /// The MAC's, its transmitter's and its receiver's clock (RM0090 §6.3.10).
  func gateChanged() {
    model.isClocked = (25...27).allSatisfy {
      chip.clocks.isOn(ClockGate(register: 0x30, bit: $0))
    }
  }

  /// RCC_AHB1RSTR.ETHMACRST
  func resetChanged() {
    guard let gate else { return }
    advance()
    model.setReset(chip.clocks.isInReset(gate))
  }

  /// RM0090 §33.4.4 and §9.2.2: the interface is chosen while the MAC is in reset, and before its
  /// clocks are on.
  func interfaceChanged() {
    model.isRMIISelected = chip.systemConfiguration.isRMIISelected
    if let gate, chip.clocks.isOn(gate), !chip.clocks.isInReset(gate) {
      chip.violate(
        "SYSCFG_PMC", "MII_RMII_SEL changes after the MAC's clocks are on (RM0090 §9.2.2, §33.4.4)")
    }
  }

  /// The pins that MDIO needs at its first use, and the others when the MAC is turned on
  /// (RM0090 §33.3, Table 186).
  private func checkPins(_ value: UInt32, at offset: Int) {
    switch offset {
    case 0x10: checkPins([(0, 2), (2, 1)], "ETH_MACMIIAR")
    case 0x00 where value & 0b1100 != 0:
      checkPins([(0, 1), (0, 7), (2, 4), (2, 5), (6, 11), (6, 13), (1, 13)], "ETH_MACCR")
    default: break
    }
  }

  private func checkPins(_ pins: [(port: Int, pin: Int)], _ register: String) {
    for (port, pin) in pins {
      if let fault = chip.ports[port].fault(ofPin: pin, function: 11, needsSpeed: true) {
        return chip.violate(register, fault)
      }
    }
  }
}
