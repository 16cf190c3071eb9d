/// The receive side of the DMA (RM0090 §33.6.6) with its FIFO of 2 KB.
struct ReceiveEngine {
  var state = EngineState.stopped
  var listBase: UInt32 = 0
  var current: UInt32 = 0
  /// The descriptors that the engine has looked at.
  var visited: Set<UInt32> = []
  /// Frames, with their check sequence, that have no descriptor yet.
  var fifo: [ReceivedBytes] = []
}

/// A frame in the FIFO.
struct ReceivedBytes {
  /// With the frame check sequence.
  var bytes: [UInt8]
  /// The status bits of RDES0 beside FS, LS and the length.
  var status: UInt32
  /// RDES4, when the checksum engine is on.
  var extended: UInt32?
  /// The FIFO fills up within it.
  var isCut: Bool
}

extension EthernetModel {
  /// Frames on their way in that have not reached the receive FIFO yet.
  public var waitingFrames: Int { arrivals.count }

  /// A frame comes in over the cable, without its frame check sequence, and padded by its sender.
  public func receive(_ frame: [UInt8], damage: EthernetDamage? = nil) {
    guard isPaced else { return arrive(frame, damage) }
    let start = max(nanoseconds, arrivals.last?.due ?? 0)
    arrivals.append((start + wireTime(frame.count), frame, damage))
  }

  func arrive(_ frame: [UInt8], _ damage: EthernetDamage?) {
    guard isClocked, !isInReset, softResetDue == nil, faults.hasReferenceClock, phy.isLinked,
      !control.has(12), isMatchedToPHY
    else {
      lostFrames += 1
      return
    }
    accept(frame, damage)
  }

  /// A frame reaches the MAC's receiver.
  func accept(_ frame: [UInt8], _ cause: EthernetDamage?) {
    let damage = frame.count > 2044 ? cause ?? .watchdog : cause
    guard control.has(2) else {
      lostFrames += 1
      return
    }
    var bytes = frame
    if bytes.count < 60 { bytes += [UInt8](repeating: 0, count: 60 - bytes.count) }
    // The watchdog (RM0090 §33.8.1, MACCR.WD).
    if bytes.count > 2044 { bytes = Array(bytes.prefix(2044)) }
    var status = passFilter(bytes)
    guard !status.has(30) || mode.has(31), !isControlFrame(bytes) else { return }
    status |= Self.status(of: damage)
    countArrival(bytes, damage)
    if damage == .overflow || fifoFill + bytes.count + 4 > 2048 {
      countMissed(byFIFO: true)
      raise(Status.overflow)
      return
    }
    if bytes.count >= 14, UInt32(bytes[12]) << 8 | UInt32(bytes[13]) >= 0x600 { status |= 1 << 5 }
    var extended: UInt32?
    if control.has(10) {
      let verdict = ChecksumEngine(bytes).verdict
      extended = verdict
      // ESA, and the error summary.
      status |= 1
      if verdict.has(3) || verdict.has(4) { status |= 1 << 15 }
    }
    if damage != nil, damage != .truncation { status |= 1 << 15 }
    guard !isDropped(status, damage) else { return }
    receiver.fifo.append(
      ReceivedBytes(
        bytes: bytes + Self.checkSequence(of: bytes), status: status, extended: extended,
        isCut: damage == .truncation))
    retryWhenSuspended()
  }

  private var mode: UInt32 { effective[Offset.macffr] ?? 0 }

  private func passFilter(_ bytes: [UInt8]) -> UInt32 {
    let high = UInt64(effective[Offset.machthr] ?? 0)
    let low = UInt64(effective[Offset.machtlr] ?? 0)
    let passes = filter.passes(Array(bytes[0..<6]), mode: mode, hash: high << 32 | low)
    return passes ? 0 : 1 << 30
  }

  /// PCF 00 and 01 keep MAC control frames from the application (RM0090 §33.8.1).
  private func isControlFrame(_ bytes: [UInt8]) -> Bool {
    !mode.has(7) && bytes[12] == 0x88 && bytes[13] == 0x08
  }

  private static func status(of damage: EthernetDamage?) -> UInt32 {
    switch damage {
    case .crc: 1 << 1
    case .alignment: 1 << 2 | 1 << 1
    case .medium: 1 << 3
    case .lateCollision: 1 << 6
    case .watchdog: 1 << 4
    case .overflow, .truncation, nil: 0
    }
  }

  private func countArrival(_ bytes: [UInt8], _ damage: EthernetDamage?) {
    switch damage {
    case .crc: count(Offset.mmcrfcecr)
    case .alignment: count(Offset.mmcrfaecr)
    case nil where bytes[0] & 1 == 0: count(Offset.mmcrgufcr)
    default: break
    }
  }

  /// FEF forwards frames with errors; DTCEFD those whose only errors are the checksum engine's
  /// (RM0090 §33.8.4).
  private func isDropped(_ status: UInt32, _ damage: EthernetDamage?) -> Bool {
    guard status.has(15), !operationMode.has(7) else { return false }
    return damage != nil || !operationMode.has(26)
  }

  private var fifoFill: Int { receiver.fifo.reduce(0) { $0 + $1.bytes.count } }

  /// MACDBGR.RFFL: empty, holding something, or full for even the shortest frame.
  var fifoLevel: UInt32 {
    if fifoFill + 64 > 2048 { return 3 }
    let isReceiving = arrivals.first.map { $0.due <= nanoseconds + wireTime($0.frame.count) }
    return fifoFill > 0 || isReceiving == true ? 1 : 0
  }

  func startReceiver() {
    if receiver.current == 0 { violate("DMAOMR", "SR set before DMARDLAR") }
    guard receiver.state == .stopped else { return }
    receiver.state = .running
    acquire()
    runReceiver()
  }

  func stopReceiver() {
    guard receiver.state != .failed, !faults.doesNotStop else { return }
    receiver.state = .stopped
  }

  func demandReceive() {
    guard receiver.state == .suspended else { return }
    receiver.state = .running
    acquire()
    runReceiver()
  }

  /// A suspended engine looks again when a frame comes, and without a descriptor discards it
  /// unless DFRF is set (RM0090 §33.6.6).
  private func retryWhenSuspended() {
    guard receiver.state == .suspended else { return runReceiver() }
    receiver.state = .running
    if let words = readDescriptor(receiver.current, isTransmit: false), !words[0].has(31) {
      receiver.state = .suspended
      guard !operationMode.has(24) else { return }
      receiver.fifo.removeAll()
      countMissed(byFIFO: false)
      return
    }
    runReceiver()
  }

  /// Looks for the descriptor of the next frame ahead of it.
  private func acquire() {
    guard receiver.state == .running else { return }
    guard let words = readDescriptor(receiver.current, isTransmit: false) else { return }
    checkReceive(words)
    guard !words[0].has(31) else { return }
    receiver.state = .suspended
    raise(Status.receiveUnavailable)
  }

  private func checkReceive(_ words: [UInt32]) {
    guard words[0].has(31) else { return }
    if words[1] & 3 != 0 { violate("RDES1", "RBS1 is no multiple of 4 (RM0090 §33.6.8)") }
    if words[1] & 0x1FFF == 0 { violate("RDES1", "an empty buffer") }
    if words[1] & 0x6000_2000 != 0 { violate("RDES1", "bits 30, 29 and 13 are reserved") }
    if words[1].has(14), words[1] >> 16 & 0x1FFF != 0 {
      violate("RDES1", "a second buffer in a chained descriptor")
    }
    if words[2] & 3 != 0 { violate("RDES2", "the buffer is not aligned to a word") }
  }

  func runReceiver() {
    while receiver.state == .running, faults.receiverHang == nil, let frame = receiver.fifo.first {
      guard deliver(frame) else { return }
      if !receiver.fifo.isEmpty { receiver.fifo.removeFirst() }
      acquire()
    }
  }

  private func deliver(_ frame: ReceivedBytes) -> Bool {
    var offset = 0
    while true {
      guard let words = readDescriptor(receiver.current, isTransmit: false) else { return false }
      guard words[0].has(31) else {
        // Within a frame: what is left of it is lost.
        receiver.state = .suspended
        countMissed(byFIFO: false)
        receiver.fifo.removeFirst()
        raise(Status.receiveUnavailable)
        return false
      }
      let room = Int(words[1] & 0x1FFF)
      let part = Array(frame.bytes[offset..<min(frame.bytes.count, offset + room)])
      guard writeBuffer(part, at: words[2], room: room) else { return false }
      let isLast = offset + part.count == frame.bytes.count
      guard close(words, frame, length: offset + part.count, isFirst: offset == 0, isLast) else {
        return false
      }
      offset += part.count
      if isLast || frame.isCut { return true }
    }
  }

  /// The DMA writes whole words.
  private func writeBuffer(_ part: [UInt8], at address: UInt32, room: Int) -> Bool {
    let words = min(room, (part.count + 3) / 4 * 4)
    let padded = part + [UInt8](repeating: 0xEE, count: max(0, words - part.count))
    guard !takeBusError(.receiveBuffer), writeByDMA(padded, at: address) else {
      failFatally(isTransmit: false, isRead: false, isDescriptor: false)
      return false
    }
    return true
  }

  private func close(
    _ words: [UInt32], _ frame: ReceivedBytes, length: Int, isFirst: Bool, _ isLast: Bool
  ) -> Bool {
    let address = receiver.current
    var status: UInt32 = isFirst ? 1 << 9 : 0
    if isLast, !frame.isCut {
      status |= 1 << 8 | frame.status | UInt32(length) << 16
      if let extended = frame.extended, busMode.has(7) {
        guard writeDescriptor(extended, word: 4, of: address, isTransmit: false) else {
          return false
        }
      }
    }
    if faults.keptReceiveDescriptors > 0 {
      faults.keptReceiveDescriptors -= 1
      status |= 1 << 31
    }
    guard writeDescriptor(status, of: address, isTransmit: false) else { return false }
    receiver.current = next(
      address, base: receiver.listBase, isEnd: words[1].has(15), isChained: words[1].has(14),
      link: words[3], "RDES3")
    if frame.isCut {
      countMissed(byFIFO: true)
      raise(Status.overflow)
    } else if isLast, !words[1].has(31) {
      raise(Status.received)
    }
    return true
  }

  private static func checkSequence(of bytes: [UInt8]) -> [UInt8] {
    var register: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      register ^= UInt32(byte)
      for _ in 0..<8 { register = register >> 1 ^ (register & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    return (0..<4).map { UInt8(truncatingIfNeeded: ~register >> UInt32(8 * $0)) }
  }
}
