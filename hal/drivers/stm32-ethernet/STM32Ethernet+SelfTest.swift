import Link

/// What a frame to oneself showed.
public enum STM32LoopbackResult: Equatable, Sendable {
  case passed
  /// The MAC is not operational, or its DMA does not stop.
  case notOperational
  /// The PHY's registers did not answer.
  case mdioTimeout
  /// No frame came back.
  case nothingReceived
  /// A frame came back changed.
  case corrupted
  /// The frame came back whole, but for the checksums that the MAC should have filled in. Start
  /// the driver again without offload.
  case wrongChecksums
}

extension STM32Ethernet where Bus: ~Copyable, Memory: ~Copyable, Clock: ~Copyable {
  /// Sends a UDP datagram to itself through the PHY's loopback: proof that REF_CLK, pins, MAC, DMA
  /// and checksum engine work, without a cable.
  ///
  /// Takes 0.2 s at most. The link is down meanwhile and renegotiates afterwards, which takes
  /// seconds. Frames that wait to be received are dropped as overruns.
  public mutating func loopbackSelfTest() -> STM32LoopbackResult {
    guard isOperational else { return .notOperational }
    poll.step = .idle
    guard let remaining = stop() else {
      recover()
      return .notOperational
    }
    counters.transmitLinkDown &+= remaining
    changeLink(to: .down)
    flowControl = 0
    var result = STM32LoopbackResult.nothingReceived
    isPHYInLoopback = true
    do throws(STM32EthernetError) {
      try storePHY(
        LAN8742A.loopback | LAN8742A.fast | LAN8742A.fullDuplex, at: .basicControl)
      start(.megabits100, .full)
      // The first frames may be lost while the PHY settles.
      for _ in 0..<10 where result == .nothingReceived { result = exchangeTestFrame() }
      try startNegotiation()
    } catch {
      result = .mdioTimeout
    }
    if stop() == nil { recover() }
    poll.nextTime = clock.now() &+ 100_000
    return result
  }

  /// Ethernet, IPv4, UDP and 64 bytes.
  private var testFrameLength: Int { 14 + 20 + 8 + 64 }

  private mutating func exchangeTestFrame() -> STM32LoopbackResult {
    counters.receiveOverruns &+= dropReceived()
    guard hasRoomToTransmit() else { return .nothingReceived }
    let sent = transmitted
    writeTestFrame()
    push(testFrameLength)
    // It takes 10 µs.
    let start = clock.now()
    var result = STM32LoopbackResult.nothingReceived
    for _ in 0..<100_000 {
      guard clock.now() &- start < 20_000 else { break }
      guard let descriptor = findFrame() else { continue }
      result = compare(descriptor, sentFrom: sent)
      break
    }
    _ = dropReceived()
    reclaim()
    return result
  }

  /// - Returns: how many good frames there were.
  private mutating func dropReceived() -> UInt32 {
    var count: UInt32 = 0
    for _ in 0..<receiveDescriptors where findFrame() != nil {
      giveBackReceived()
      count &+= 1
    }
    demandReceive()
    return count
  }

  /// From and to this station and 192.0.2.1 (RFC 5737), from and to port 9, "discard" (RFC 863).
  /// With offload its UDP checksum is to be filled in. Without it, it is left out, and the header's
  /// is wrong: nobody looks.
  private mutating func writeTestFrame() {
    let length = testFrameLength
    let address = hardwareAddress
    // Zero wants none; see `TransmitChecksums`.
    let checksum: UInt8 = usesChecksumOffload ? 0xFF : 0
    let target = transmitBuffer(transmitted)
    memory.lend(reading: 0..<0, writing: target..<target &+ length) { _, room in
      var frame = room
      for i in frame.indices { frame[i] = UInt8(truncatingIfNeeded: i &* 0x9D) }
      for i in address.indices {
        frame[i] = address[i]
        frame[i &+ 6] = address[i]
      }
      let header: [30 of UInt8] = [
        0x08, 0x00, 0x45, 0, 0, 92, 0, 0, 0x40, 0, 64, 17, 0, 0,
        192, 0, 2, 1, 192, 0, 2, 1, 0, 9, 0, 9, 0, 72, checksum, checksum,
      ]
      for i in header.indices { frame[i &+ 12] = header[i] }
    }
  }

  private mutating func compare(
    _ descriptor: ReceiveDescriptor, sentFrom sent: Int
  ) -> STM32LoopbackResult {
    let length = testFrameLength
    guard descriptor.length == length &+ 4 else { return .corrupted }
    let came = receiveBuffer(received)
    let gone = transmitBuffer(sent)
    for i in 0..<length where byte(came &+ i) != byte(gone &+ i) {
      // The checksums of IPv4 and UDP.
      let isChecksum = i == 24 || i == 25 || i == 40 || i == 41
      guard usesChecksumOffload, isChecksum else { return .corrupted }
    }
    guard usesChecksumOffload else { return .passed }
    guard Self.isComplete(sum(came &+ 14, 20)) else { return .wrongChecksums }
    // The pseudo-header: the addresses again, protocol and length (RFC 768).
    let pseudoHeader = sum(came &+ 26, 8) &+ 17 &+ 72
    return Self.isComplete(sum(came &+ 34, 72) &+ pseudoHeader) ? .passed : .wrongChecksums
  }

  private mutating func byte(_ offset: Int) -> UInt32 {
    memory.load(offset & ~3) >> UInt32(truncatingIfNeeded: offset & 3 &* 8) & 0xFF
  }

  /// RFC 1071; the count is even.
  private mutating func sum(_ offset: Int, _ count: Int) -> UInt32 {
    var sum: UInt32 = 0
    for i in 0..<count { sum &+= byte(offset &+ i) << (i & 1 == 0 ? 8 : 0) }
    return sum
  }

  private static func isComplete(_ sum: UInt32) -> Bool {
    let once = sum & 0xFFFF &+ sum >> 16
    return once & 0xFFFF &+ once >> 16 == 0xFFFF
  }
}
