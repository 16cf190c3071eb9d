/// Bits of DMASR and DMAIER (RM0090 §33.8.4).
enum Status {
  static let transmitted = 0
  static let transmitStopped = 1
  static let transmitUnavailable = 2
  static let jabber = 3
  static let overflow = 4
  static let underflow = 5
  static let received = 6
  static let receiveUnavailable = 7
  static let receiveStopped = 8
  static let fatalBusError = 13
  static let abnormal = 15
  static let normal = 16

  /// TS, TBUS, RS, ERS.
  static let normalSources: UInt32 = 0x4045
  /// TPSS, TJTS, ROS, TUS, RBUS, RPSS, RWTS, ETS, FBES.
  static let abnormalSources: UInt32 = 0x27BA
}

extension EthernetModel {
  func raise(_ bit: Int) {
    shown[Offset.dmasr, default: 0] |= 1 << UInt32(bit)
    updateInterrupt()
  }

  /// Bits 16…0 are cleared by writing ones.
  func acknowledge(_ value: UInt32) {
    shown[Offset.dmasr, default: 0] &= ~(value & 0x1_FFFF)
    updateInterrupt()
  }

  /// The summaries gather enabled sources and stay until they are cleared themselves.
  func updateInterrupt() {
    var status = shown[Offset.dmasr] ?? 0
    let enabled = effective[Offset.dmaier] ?? 0
    if status & enabled & Status.normalSources != 0 { status |= 1 << 16 }
    if status & enabled & Status.abnormalSources != 0 { status |= 1 << 15 }
    shown[Offset.dmasr] = status
    interruptLine = status & enabled & (1 << 16 | 1 << 15) != 0 || isCounterInterruptPending
  }

  var statusRegister: UInt32 {
    var value = shown[Offset.dmasr] ?? 0
    value |= transmitter.state.transmitCode << 20
    let hangsWriting = faults.receiverHang == .transferring && !receiver.fifo.isEmpty
    value |= (hangsWriting ? 7 : receiver.state.receiveCode) << 17
    if isCounterInterruptPending { value |= 1 << 27 }
    return value
  }

  /// Both engines stand still until a software reset (RM0090 §33.6.6).
  func failFatally(isTransmit: Bool, isRead: Bool, isDescriptor: Bool) {
    transmitter.state = .failed
    receiver.state = .failed
    var error: UInt32 = 0
    if isTransmit { error |= 1 << 23 }
    if isRead { error |= 1 << 24 }
    if isDescriptor { error |= 1 << 25 }
    shown[Offset.dmasr, default: 0] = (shown[Offset.dmasr] ?? 0) & ~(7 << 23) | error
    raise(Status.fatalBusError)
  }
}

/// What one of the DMA's engines does.
enum EngineState {
  case stopped
  case running
  /// No descriptor of the DMA's.
  case suspended
  /// A fatal bus error.
  case failed

  /// DMASR.TPS.
  var transmitCode: UInt32 {
    switch self {
    case .stopped, .failed: 0
    case .running: 3
    case .suspended: 6
    }
  }

  /// DMASR.RPS.
  var receiveCode: UInt32 {
    switch self {
    case .stopped, .failed: 0
    case .running: 3
    case .suspended: 4
    }
  }
}
