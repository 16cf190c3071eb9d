import Link

extension STM32Ethernet where Bus: ~Copyable, Memory: ~Copyable, Clock: ~Copyable {
  /// Cannot refuse an address of a group but after 65 535 joins. The first three groups pass
  /// exactly; with more, other groups that share a bucket of the hash pass too.
  public mutating func join(multicast address: [6 of UInt8]) -> Bool {
    guard address[0] & 1 == 1 else { return false }
    let register = AddressFilter.register(address)
    if let slot = slot(holding: register) {
      guard filter.slots[slot].uses < .max else { return false }
      filter.slots[slot].uses &+= 1
      return true
    }
    if let slot = slot(holding: 0) {
      filter.slots[slot] = AddressFilter.Slot(address: register, uses: 1)
      if isOperational { storeAddress(register, slot) }
      return true
    }
    let bucket = AddressFilter.bucket(address)
    guard filter.bucketUses[bucket] < .max else { return false }
    filter.bucketUses[bucket] &+= 1
    if filter.bucketUses[bucket] == 1 { applyFilter() }
    return true
  }

  /// An address may have been joined once by hash and once, after a slot became free, exactly:
  /// its leaves may come in either order.
  public mutating func leave(multicast address: [6 of UInt8]) {
    guard address[0] & 1 == 1 else { return }
    let register = AddressFilter.register(address)
    if let slot = slot(holding: register) {
      filter.slots[slot].uses &-= 1
      guard filter.slots[slot].uses == 0 else { return }
      filter.slots[slot] = AddressFilter.Slot()
      if isOperational { storeAddress(0, slot) }
      return
    }
    let bucket = AddressFilter.bucket(address)
    guard filter.bucketUses[bucket] > 0 else { return }
    filter.bucketUses[bucket] &-= 1
    if filter.bucketUses[bucket] == 0 { applyFilter() }
  }

  /// Receives every frame on the wire, or again only those that the filter passes.
  public mutating func setPromiscuous(_ isPromiscuous: Bool) {
    filter.isPromiscuous = isPromiscuous
    applyFilter()
  }

  /// Writes hash and mode as the joined groups want them.
  mutating func applyFilter() {
    guard isOperational else { return }
    var high: UInt32 = 0
    var low: UInt32 = 0
    for bit in 0..<32 {
      let mask: UInt32 = 1 << UInt32(truncatingIfNeeded: bit)
      if filter.bucketUses[bit] > 0 { low |= mask }
      if filter.bucketUses[bit &+ 32] > 0 { high |= mask }
    }
    configureHash((high, low))
    var mode: UInt32 = 0
    if high | low != 0 { mode |= ETHFilter.hashMulticast | ETHFilter.hashOrPerfect }
    if filter.isPromiscuous { mode |= ETHFilter.promiscuous }
    configureFilter(mode)
  }

  private mutating func slot(holding address: UInt64) -> Int? {
    for slot in 0..<AddressFilter.slotCount where filter.slots[slot].address == address {
      return slot
    }
    return nil
  }
}
