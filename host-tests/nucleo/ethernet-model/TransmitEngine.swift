/// The transmit side of the DMA (RM0090 §33.6.5).
struct TransmitEngine {
  var state = EngineState.stopped
  var listBase: UInt32 = 0
  var current: UInt32 = 0
  /// The descriptors that the engine has looked at.
  var visited: Set<UInt32> = []
  /// The frame on the wire.
  var completion: TransmitCompletion?
}

/// What is left to do when a frame has gone out.
struct TransmitCompletion {
  var due: UInt64
  var frame: [UInt8]
  /// The descriptors to be closed, in order, with what they held.
  var descriptors: [(address: UInt32, status: UInt32)]
  var status: UInt32
}

extension EthernetModel {
  func startTransmitter() {
    if transmitter.current == 0 { violate("DMAOMR", "ST set before DMATDLAR") }
    guard transmitter.state == .stopped else { return }
    transmitter.state = .running
    runTransmitter()
  }

  /// The frame on the wire goes out first (RM0090 §33.8.4, ST).
  func stopTransmitter() {
    guard transmitter.state != .failed, !faults.doesNotStop else { return }
    if transmitter.completion == nil { transmitter.state = .stopped }
  }

  func demandTransmit() {
    if transmitter.state == .suspended { transmitter.state = .running }
    runTransmitter()
  }

  func runTransmitter() {
    while transmitter.state == .running, transmitter.completion == nil, control.has(3) {
      guard let completion = fetchFrame() else { return }
      guard !faults.transmitsNothing else { return }
      guard !isPaced else {
        transmitter.completion = completion
        return
      }
      finish(completion)
    }
  }

  /// Gathers the frame that begins at the current descriptor.
  /// - Returns: nil when there is none, or an error.
  private func fetchFrame() -> TransmitCompletion? {
    var address = transmitter.current
    var frame: [UInt8] = []
    var visited: [(address: UInt32, status: UInt32)] = []
    var first: UInt32 = 0
    while visited.count < 64 {
      guard let words = readDescriptor(address, isTransmit: true) else { return nil }
      guard words[0].has(31) else {
        if !visited.isEmpty { violate("TDES0", "a frame ends before its last descriptor (LS)") }
        transmitter.state = .suspended
        raise(Status.transmitUnavailable)
        return nil
      }
      checkTransmit(words, isFirst: visited.isEmpty)
      if visited.isEmpty { first = words[0] }
      guard let bytes = readBuffers(words) else { return nil }
      frame += bytes
      visited.append((address, words[0]))
      address = next(
        address, base: transmitter.listBase, isEnd: words[0].has(21), isChained: words[0].has(20),
        link: words[3], "TDES3")
      guard words[0].has(29) else { continue }
      guard !faults.transmitsNothing else { return nil }
      transmitter.current = address
      return complete(frame, visited, first)
    }
    violate("TDES0", "no last descriptor among 64")
    return nil
  }

  private func checkTransmit(_ words: [UInt32], isFirst: Bool) {
    if words[0].has(28) != isFirst {
      violate("TDES0", "FS is not set on the first descriptor only")
    }
    if words[0] & 0x000C_0000 != 0 { violate("TDES0", "bits 19 and 18 are reserved") }
    if words[1] & 0xE000_E000 != 0 { violate("TDES1", "bits 31…29 and 15…13 are reserved") }
    if words[0].has(20), words[1] >> 16 & 0x1FFF != 0 {
      violate("TDES1", "a second buffer in a chained descriptor")
    }
    if words[1] & 0x1FFF == 0 { violate("TDES1", "an empty buffer") }
  }

  private func readBuffers(_ words: [UInt32]) -> [UInt8]? {
    var bytes: [UInt8] = []
    let second = words[0].has(20) ? 0 : Int(words[1] >> 16 & 0x1FFF)
    for (count, address) in [(Int(words[1] & 0x1FFF), words[2]), (second, words[3])]
    where count > 0 {
      guard !takeBusError(.transmitBuffer), let part = readByDMA(count, at: address) else {
        failFatally(isTransmit: true, isRead: true, isDescriptor: false)
        return nil
      }
      bytes += part
    }
    return bytes
  }

  private func complete(
    _ frame: [UInt8], _ visited: [(address: UInt32, status: UInt32)], _ first: UInt32
  ) -> TransmitCompletion {
    var frame = frame
    var status: UInt32 = faults.nextTransmitError
    faults.nextTransmitError = 0
    if faults.underflowsNextTransmission { status |= 1 << 1 }
    if faults.jabbersNextTransmission { status |= 1 << 14 }
    // The FIFO's 2 KB hold the frame and a burst (RM0090 §33.5.2).
    let burst = Int(busMode >> 8 & 0x3F)
    if operationMode.has(21), frame.count > 2048 - (burst + 3) * 4 {
      violate("TDES1", "a frame of \(frame.count) bytes does not fit the FIFO with TSF")
    }
    status |= insertChecksums(&frame, mode: first >> 22 & 3)
    // DP leaves the padding out.
    if !first.has(26), frame.count < 60 {
      frame += [UInt8](repeating: 0, count: 60 - frame.count)
    }
    if !control.has(11), !phy.isLinked, !phy.isInLoopback { status |= 1 << 10 }
    if status != 0 { status |= 1 << 15 }
    return TransmitCompletion(
      due: nanoseconds + wireTime(frame.count), frame: frame, descriptors: visited, status: status)
  }

  private func insertChecksums(_ frame: inout [UInt8], mode: UInt32) -> UInt32 {
    guard mode != 0, !faults.bypassesTransmitChecksums else { return 0 }
    // Without TSF nothing is inserted, and nothing said (RM0090 §33.5.2).
    guard operationMode.has(21) else {
      violate("TDES0", "CIC without TSF: the checksum is not inserted")
      return 0
    }
    let engine = ChecksumEngine(frame)
    if let complaint = engine.complaint(mode: mode) { violate("TDES0.CIC", complaint) }
    return engine.insert(into: &frame, mode: mode)
  }

  func finish(_ completion: TransmitCompletion) {
    for (index, descriptor) in completion.descriptors.enumerated() {
      let isLast = index == completion.descriptors.count - 1
      let kept = descriptor.status & 0x7FFC_0000
      var status = kept | (isLast ? completion.status : 0)
      if faults.keptTransmitDescriptors > 0 {
        faults.keptTransmitDescriptors -= 1
        status |= 1 << 31
      }
      guard writeDescriptor(status, of: descriptor.address, isTransmit: true) else { return }
      if isLast, descriptor.status.has(30) { raise(Status.transmitted) }
    }
    guard !completion.status.has(1) else {
      // RM0090 §33.6.5: underflow suspends, until the next demand.
      faults.underflowsNextTransmission = false
      transmitter.state = .suspended
      raise(Status.underflow)
      return
    }
    guard !completion.status.has(14) || !faults.jabbersNextTransmission else {
      // RM0090 §33.8.4, TJTS: the engine stops.
      faults.jabbersNextTransmission = false
      transmitter.state = .stopped
      raise(Status.jabber)
      return
    }
    if !completion.status.has(15) { count(Offset.mmctgfcr) }
    if !operationMode.has(13) { transmitter.state = .stopped }
    let aborted: UInt32 = 1 << 14 | 1 << 9 | 1 << 8 | 1 << 2
    guard completion.status & aborted == 0 else { return }
    putOnWire(completion.frame)
  }

  private func putOnWire(_ frame: [UInt8]) {
    guard !control.has(12) else { return loopBack(frame) }
    guard isMatchedToPHY else {
      lostFrames += 1
      return
    }
    guard !phy.isInLoopback else { return loopBack(frame) }
    guard phy.isLinked else {
      lostFrames += 1
      return
    }
    onTransmit?(frame)
  }

  private func loopBack(_ frame: [UInt8]) {
    guard !faults.losesLoopback else { return }
    accept(frame, nil)
  }

  /// Whether MAC and PHY agree about speed and duplex.
  var isMatchedToPHY: Bool {
    control.has(14) == phy.isFast && control.has(11) == phy.isFullDuplex
  }

  /// Preamble, frame, check sequence and gap.
  func wireTime(_ length: Int) -> UInt64 {
    UInt64(8 + max(60, length) + 4 + 12) * (control.has(14) ? 80 : 800)
  }
}
