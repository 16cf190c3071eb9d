import Link

/// Watches whether transmit descriptors come back.
struct TransmitWatch {
  /// How many had come back when the watch began, and when that was.
  var reclaimed: UInt32 = 0
  var since: UInt64 = 0
}

extension STM32Ethernet where Bus: ~Copyable, Memory: ~Copyable, Clock: ~Copyable {
  /// Brings the DMA back from a state that it should not be in: resets it with the MAC, sets both
  /// up anew and goes on with the link as it is. Frames in the rings are lost, and counted.
  // Rare, and asked for in many places.
  @inline(never)
  mutating func recover() {
    counters.recoveries &+= 1
    if isOperational {
      gatherCounters()
      countLostFrames()
    }
    poll.step = .idle
    guard resetDMA(within: 10_000) else {
      statistics.failedResets &+= 1
      isOperational = false
      outstanding = 0
      changeLink(to: .down)
      retryTime = clock.now() &+ 1_000_000
      return
    }
    configure()
    isOperational = true
    if case .up(let speed, let duplex) = linkState { start(speed, duplex) }
  }

  /// Recovers when the oldest frame does not leave.
  ///
  /// At 10 Mbit/s a frame can collide for 0.4 s before the MAC gives up on it, and a partner may
  /// ask for a pause of 3.4 s, where that was negotiated.
  mutating func watchTransmitter(at now: UInt64) {
    guard linkState.isUp, outstanding > 0 else {
      watch.since = now
      return
    }
    reclaim()
    guard reclaimed == watch.reclaimed else {
      watch = TransmitWatch(reclaimed: reclaimed, since: now)
      return
    }
    let limit: UInt64 = flowControl & ETHFlowControl.obeys == 0 ? 1_000_000 : 4_000_000
    guard outstanding > 0, now &- watch.since > limit else { return }
    statistics.transmitTimeouts &+= 1
    recover()
    watch.since = now
  }

  /// Frames that will not leave, and those that the stack has not seen.
  private mutating func countLostFrames() {
    reclaim()
    counters.transmitErrors &+= UInt32(truncatingIfNeeded: outstanding)
    for index in 0..<receiveDescriptors {
      let status = ReceiveDescriptor(status: memory.load(receiveDescriptor(index)))
      if !status.isOwnedByDMA, status.isLast { counters.receiveOverruns &+= 1 }
    }
  }
}
