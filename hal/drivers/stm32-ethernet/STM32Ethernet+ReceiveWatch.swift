import Link

/// Watches whether the receiver gives back what it holds.
struct ReceiveWatch {
  /// Whether it held a frame at the last look, with all descriptors at its disposal.
  var holdsFrame = false
  /// How many descriptors had come back by then.
  var returned: UInt32 = 0
  /// How many frames had come in damaged by then.
  var damaged: UInt64 = 0
}

extension STM32Ethernet where Bus: ~Copyable, Memory: ~Copyable, Clock: ~Copyable {
  /// Recovers when the receiver holds a frame at two looks, a tenth of a second apart, and gave no
  /// descriptor back in between although all are its own. Writing the longest frame takes 1.3 ms
  /// at 10 Mbit/s, most of which is its way in.
  ///
  /// A receiver that loses frames before they reach its FIFO can't be told from a silent cable. The
  /// one other witness is the MAC's counter of good frames, MMCRGUFCR. The manual leaves open
  /// whether it also counts what the MAC keeps from the DMA, such as control frames (RM0090 §33.4.10,
  /// §33.8.1, MACFFR.PCF): if so, a neighbor could have the MAC reset as often as it likes.
  mutating func watchReceiver() {
    let last = receiveWatch
    let damaged = statistics.receivedCRCErrors &+ statistics.receivedAlignmentErrors
    receiveWatch = ReceiveWatch(
      holdsFrame: linkState.isUp && !isFrameWaiting()
        && holdsFrame(amidDamage: damaged != last.damaged),
      returned: returned, damaged: damaged)
    guard receiveWatch.holdsFrame, last.holdsFrame, last.returned == returned else { return }
    receiveWatch.holdsFrame = false
    statistics.receiveTimeouts &+= 1
    recover()
  }

  /// Whether the DMA is at work, or something lies in the FIFO that it has not taken. Damaged
  /// frames pass through the FIFO and end there, but do not fill it up.
  private mutating func holdsFrame(amidDamage: Bool) -> Bool {
    let status = ETHStatus(rawValue: bus.load(ETHRegister.status))
    // `rearmInterrupt` sees to one that has stopped.
    guard !status.isReceiverStopped else { return false }
    guard status.isReceiverWaiting else { return true }
    let fill = ETHReceiveFill(debug: bus.load(ETHRegister.debug))
    return fill.isFull || !fill.isEmpty && !amidDamage
  }
}
