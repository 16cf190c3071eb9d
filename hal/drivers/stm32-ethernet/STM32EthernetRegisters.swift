/// Offsets from 0x40028000 (RM0090 §33.8, "Ethernet register maps").
enum ETHRegister {
  static var macControl: Int { 0x000 }
  static var frameFilter: Int { 0x004 }
  static var hashHigh: Int { 0x008 }
  static var hashLow: Int { 0x00C }
  static var miiAddress: Int { 0x010 }
  static var miiData: Int { 0x014 }
  static var flowControl: Int { 0x018 }
  static var debug: Int { 0x034 }
  /// Address 0; the high half of the next one is eight bytes on.
  static var addressHigh: Int { 0x040 }
  static var addressLow: Int { 0x044 }

  static var counterControl: Int { 0x100 }
  static var counterReceiveMask: Int { 0x10C }
  static var counterTransmitMask: Int { 0x110 }
  static var sentAfterOneCollision: Int { 0x14C }
  static var sentAfterCollisions: Int { 0x150 }
  static var sentGood: Int { 0x168 }
  static var receivedCRCErrors: Int { 0x194 }
  static var receivedAlignmentErrors: Int { 0x198 }
  static var receivedGoodUnicast: Int { 0x1C4 }

  static var busMode: Int { 0x1000 }
  static var transmitPollDemand: Int { 0x1004 }
  static var receivePollDemand: Int { 0x1008 }
  static var receiveList: Int { 0x100C }
  static var transmitList: Int { 0x1010 }
  static var status: Int { 0x1014 }
  static var operationMode: Int { 0x1018 }
  static var interruptEnable: Int { 0x101C }
  static var missedFrames: Int { 0x1020 }
}

/// Bits of MACCR.
enum ETHControl {
  /// Bit 15 is reserved and 1 after a reset, which it must stay.
  static var resetValue: UInt32 { 0x8000 }
  static var fast: UInt32 { 1 << 14 }
  /// Half duplex: do not receive what is being sent.
  static var receiveOwnDisable: UInt32 { 1 << 13 }
  static var fullDuplex: UInt32 { 1 << 11 }
  static var checksumOffload: UInt32 { 1 << 10 }
  static var transmitterEnable: UInt32 { 1 << 3 }
  static var receiverEnable: UInt32 { 1 << 2 }
}

/// Bits of MACFFR. Broadcast frames pass while BFD (bit 5) is clear, and control frames do not
/// while PCF is 0.
enum ETHFilter {
  /// HPF: a group passes by hash or by perfect match; HM alone would leave out the latter.
  static var hashOrPerfect: UInt32 { 1 << 10 }
  static var hashMulticast: UInt32 { 1 << 2 }
  static var promiscuous: UInt32 { 1 << 0 }
}

/// Bits of MACFCR.
enum ETHFlowControl {
  /// How long a partner is asked to pause, in times of 512 bits: 5 ms at 100 Mbit/s. The MAC takes
  /// it back as soon as there is room.
  static var pauseTime: UInt32 { 0x0400 << 16 }
  static var obeys: UInt32 { 1 << 2 }
  static var sends: UInt32 { 1 << 1 }
}

/// Bits of DMABMR.
enum ETHBusMode {
  static var reset: UInt32 { 1 << 0 }
  /// What it is after a reset: bursts of one.
  static var resetValue: UInt32 { 1 << 17 | 1 << 8 }
  /// Address-aligned beats, fixed bursts of 32 both ways (AAB, USP, RDP, FB, PBL), two receive
  /// accesses for one to transmit (PM), and descriptors of eight words (EDFE).
  static var value: UInt32 {
    1 << 25 | 1 << 23 | 32 << 17 | 1 << 16 | 1 << 14 | 32 << 8 | 1 << 7
  }
}

/// Bits of DMAOMR.
enum ETHOperation {
  /// DTCEFD: frames whose checksums fail are delivered, for the stack to judge and to count.
  static var deliverChecksumErrors: UInt32 { 1 << 26 }
  static var receiveStoreAndForward: UInt32 { 1 << 25 }
  /// Checksums are inserted with this only (RM0090 §33.5.2); and without it frames may be
  /// corrupted (ES0206).
  static var transmitStoreAndForward: UInt32 { 1 << 21 }
  static var transmit: UInt32 { 1 << 13 }
  static var operateOnSecondFrame: UInt32 { 1 << 2 }
  static var receive: UInt32 { 1 << 1 }

  /// What it is while the DMA stands still.
  static var stopped: UInt32 {
    deliverChecksumErrors | receiveStoreAndForward | transmitStoreAndForward
      | operateOnSecondFrame
  }
  static var running: UInt32 { stopped | transmit | receive }
}

/// MACDBGR.RFFL, how much the receive FIFO holds.
struct ETHReceiveFill {
  let rawValue: UInt32

  init(debug: UInt32) { rawValue = debug >> 8 & 3 }

  var isEmpty: Bool { rawValue == 0 }
  var isFull: Bool { rawValue == 3 }
}

/// DMASR (RM0090 §33.8.4).
struct ETHStatus {
  let rawValue: UInt32

  /// The bits that are cleared by writing ones; the rest says what the engines do.
  static var acknowledgeable: UInt32 { 0x1_FFFF }

  /// Normal and abnormal summary, FBE, RBU, R, TU, RO, TJT and T: what wakes the loop. TBU is
  /// left out, being what an idle transmitter says.
  static var used: UInt32 {
    1 << 16 | 1 << 15 | 1 << 13 | 1 << 7 | 1 << 6 | 1 << 5 | 1 << 4 | 1 << 3 | 1 << 0
  }

  var isFatalBusError: Bool { has(13) }
  var isReceiveBufferUnavailable: Bool { has(7) }
  var isTransmitUnderflow: Bool { has(5) }
  var isReceiveOverflow: Bool { has(4) }
  var isTransmitJabber: Bool { has(3) }
  var isTransmitterStopped: Bool { rawValue >> 20 & 7 == 0 }
  var isReceiverStopped: Bool { rawValue >> 17 & 7 == 0 }
  /// Whether it waits for a frame, with a descriptor at hand.
  var isReceiverWaiting: Bool { rawValue >> 17 & 7 == 3 }

  private func has(_ bit: UInt32) -> Bool { rawValue & 1 << bit != 0 }
}
