import Link

extension STM32Ethernet where Bus: ~Copyable, Memory: ~Copyable, Clock: ~Copyable {
  /// Lets the DMA raise its interrupt, for received frames, transmit descriptors that are wanted
  /// back, and errors.
  public mutating func enableInterrupts() {
    enabledInterrupts = ETHStatus.used
    if isOperational { bus.store(enabledInterrupts, at: ETHRegister.interruptEnable) }
  }

  /// Acknowledges what the DMA has raised, recovers from what it complains of, and looks again for
  /// what an acknowledgement could have hidden.
  ///
  /// - Returns: whether there is work: call `receive` and `updateLink` before sleeping. A frame
  ///   that waits for a transmit descriptor is none; the descriptor interrupts when it comes back.
  public mutating func rearmInterrupt() -> Bool {
    guard isOperational else { return false }
    let status = ETHStatus(rawValue: bus.load(ETHRegister.status))
    // Sources and summaries together; what comes from now on sets them again.
    bus.store(status.rawValue & ETHStatus.acknowledgeable, at: ETHRegister.status)
    handle(status)
    reclaim()
    if isLinkUpdateUnderWay { return true }
    return isFrameWaiting() && outstanding < transmitDescriptors
  }

  private mutating func handle(_ status: ETHStatus) {
    if status.isFatalBusError {
      // Only a reset brings the DMA back (RM0090 §33.6.6).
      statistics.fatalBusErrors &+= 1
      recover()
      return
    }
    if status.isReceiveOverflow { statistics.receiveOverflows &+= 1 }
    if status.isReceiveBufferUnavailable {
      // The last free descriptor was taken: nothing is lost yet. Or the DMA stands at one that the
      // driver has not come to.
      statistics.receiveBuffersUnavailable &+= 1
      guard !restoreOrder() else { return }
      demandReceive()
    }
    if status.isTransmitUnderflow { demandTransmit() }
    let hasStopped = status.isReceiverStopped || status.isTransmitterStopped
    guard status.isTransmitJabber || (hasStopped && linkState.isUp) else { return }
    statistics.enginesStopped &+= 1
    recover()
  }
}
