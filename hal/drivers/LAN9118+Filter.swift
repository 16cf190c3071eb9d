import Link

extension LAN9118 where Bus: ~Copyable {
  /// Cannot refuse an address of a group but in one case: 255 joins in one bucket of the hash.
  /// Addresses that share a bucket with a joined one pass too.
  public mutating func join(multicast address: [6 of UInt8]) -> Bool {
    guard address[0] & 1 == 1 else { return false }
    let bucket = MulticastHash(address).index
    guard bucketUses[bucket] < .max else { return false }
    bucketUses[bucket] += 1
    if bucketUses[bucket] == 1 { updateFilter() }
    return true
  }

  public mutating func leave(multicast address: [6 of UInt8]) {
    guard address[0] & 1 == 1 else { return }
    let bucket = MulticastHash(address).index
    guard bucketUses[bucket] > 0 else { return }
    bucketUses[bucket] -= 1
    if bucketUses[bucket] == 0 { updateFilter() }
  }

  /// Receives every frame on the wire, or again only those that the filter passes.
  public mutating func setPromiscuous(_ isPromiscuous: Bool) {
    guard isPromiscuous != self.isPromiscuous else { return }
    self.isPromiscuous = isPromiscuous
    updateFilter()
  }

  private mutating func updateFilter() {
    guard isOperational else { return }
    do throws(LAN9118Error) { try applyMACControl() } catch { recover() }
  }

  /// Writes hash and MAC_CR as the filter and the link want them.
  ///
  /// The chip takes changes of its filter only while the receiver stands still (LAN9118 datasheet,
  /// "Stopping and Starting the Receiver"); the frame it is receiving ends first.
  mutating func applyMACControl() throws(LAN9118Error) {
    try stopReceiver()
    let hash = multicastHash()
    try bus.storeMAC(hash.high, at: .hashHigh)
    try bus.storeMAC(hash.low, at: .hashLow)
    var control = MACControl.receiverEnable.union(.transmitterEnable)
    switch linkState {
    case .up(_, .full), .down: control.insert(.fullDuplex)
    case .up(_, .half): control.insert(.disableReceiveOwn)
    }
    if isPromiscuous { control.insert(.promiscuous) }
    if hash.high | hash.low != 0 { control.insert(.hashMulticast) }
    try bus.storeMAC(control.rawValue, at: .control)
  }

  private mutating func stopReceiver() throws(LAN9118Error) {
    let control = MACControl(rawValue: try bus.loadMAC(.control))
    guard control.contains(.receiverEnable) else { return }
    let stopped = LAN9118Interrupts.receiverStopped.rawValue
    bus.store(stopped, at: LAN9118Register.interruptStatus)
    try bus.storeMAC(control.subtracting(.receiverEnable).rawValue, at: .control)
    // A frame of full length takes 1.2 ms at 10 Mbit/s; this is 2 ms or more (45 ns each). One
    // that is longer still may be cut off, and is then a bad frame like any other.
    _ = bus.wait(50_000, until: LAN9118Register.interruptStatus, stopped, reads: stopped)
    bus.store(stopped, at: LAN9118Register.interruptStatus)
  }

  private mutating func multicastHash() -> (high: UInt32, low: UInt32) {
    var high: UInt32 = 0
    var low: UInt32 = 0
    for bit in 0..<32 {
      if bucketUses[bit] > 0 { low |= 1 << UInt32(bit) }
      if bucketUses[bit + 32] > 0 { high |= 1 << UInt32(bit) }
    }
    return (high, low)
  }
}
