public import Link

extension STM32Ethernet where Bus: ~Copyable, Memory: ~Copyable, Clock: ~Copyable {
  /// Takes the look at the PHY a step further, sets MAC and DMA to what was negotiated, watches
  /// over both engines, and, should the MAC have failed, tries to bring it back.
  ///
  /// Call it whenever the loop runs: it does not wait, and is cheap until the next look is due,
  /// every tenth of a second. Only a change of the link takes longer: the DMA may have 5 ms to
  /// finish its frames.
  /// - Returns: the state of the link, if it has changed.
  public mutating func updateLink() -> LinkState? {
    let previous = linkState
    let now = clock.now()
    if isOperational {
      advancePoll(at: now)
      watchTransmitter(at: now)
    } else if now >= retryTime {
      recover()
    }
    return linkState == previous ? nil : linkState
  }

  /// Whether an access to the PHY awaits its result.
  var isLinkUpdateUnderWay: Bool { poll.step != .idle }

  private mutating func advancePoll(at now: UInt64) {
    guard poll.step != .idle else {
      guard now >= poll.nextTime else { return }
      poll.nextTime = now &+ 100_000
      gatherCounters()
      if !restoreOrder() { watchReceiver() }
      guard isOperational else { return }
      guard !isPHYInLoopback else {
        leaveLoopback(at: now)
        return
      }
      beginAccess(.basicStatus, .latchedStatus, at: now)
      return
    }
    guard bus.load(ETHRegister.miiAddress) & ManagementInterface.busy == 0 else {
      if now &- poll.accessTime > 1000 { abandonAccess(at: now) }
      return
    }
    finishAccess(bus.load(ETHRegister.miiData) & 0xFFFF, at: now)
  }

  /// Ends what a self-test could not, for want of the PHY's answer.
  private mutating func leaveLoopback(at now: UInt64) {
    do throws(STM32EthernetError) {
      try startNegotiation()
    } catch {
      abandonAccess(at: now)
    }
  }

  private mutating func finishAccess(_ value: UInt32, at now: UInt64) {
    switch poll.step {
    case .idle: break
    case .latchedStatus:
      // The link bit latches a loss until it is read (IEEE 802.3 §22.2.4.2.13): the first read
      // tells of the past, the second of now.
      beginAccess(.basicStatus, .status, at: now)
    case .status:
      let wanted = LAN8742A.linked | LAN8742A.negotiationComplete
      if value == 0xFFFF { statistics.phySilences &+= 1 }
      guard value != 0xFFFF, value & wanted == wanted else {
        poll.step = .idle
        apply(.down)
        return
      }
      beginAccess(.specialStatus, .specialStatus, at: now)
    case .specialStatus:
      poll.specialStatus = value
      beginAccess(.partnerAbility, .partnerAbility, at: now)
    case .partnerAbility:
      poll.step = .idle
      apply(NegotiatedLink(specialStatus: poll.specialStatus, partnerAbility: value))
    }
  }

  private mutating func beginAccess(
    _ register: LAN8742ARegister, _ step: LinkPoll.Step, at now: UInt64
  ) {
    // It must not be written while an access is under way, which none is but one that hangs.
    guard bus.load(ETHRegister.miiAddress) & ManagementInterface.busy == 0 else {
      abandonAccess(at: now)
      return
    }
    bus.store(management.command(register), at: ETHRegister.miiAddress)
    poll.step = step
    poll.accessTime = now
  }

  /// Without its PHY the link counts as down, and only a reset ends the access.
  private mutating func abandonAccess(at now: UInt64) {
    statistics.mdioTimeouts &+= 1
    apply(.down)
    recover()
    poll.nextTime = now &+ 1_000_000
  }

  private mutating func apply(_ link: NegotiatedLink) {
    guard link.state != linkState || link.flowControl != flowControl else { return }
    let remaining = stop()
    changeLink(to: link.state)
    flowControl = link.flowControl
    guard let remaining else {
      // The DMA does not stop. The recovery starts it with the link as it is now.
      statistics.enginesStopped &+= 1
      recover()
      return
    }
    counters.transmitLinkDown &+= remaining
    if case .up(let speed, let duplex) = link.state { start(speed, duplex) }
  }

  mutating func changeLink(to state: LinkState) {
    guard state != linkState else { return }
    linkState = state
    counters.linkChanges &+= 1
  }
}
