extension EthernetModel {
  func readWord(_ address: UInt32) -> UInt32? {
    guard let bytes = memory.read(4, at: address) else { return nil }
    return bytes.indices.reduce(0) { $0 | UInt32(bytes[$1]) << UInt32(8 * $1) }
  }

  private static func bytes(of word: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) }
  }

  func readByDMA(_ count: Int, at address: UInt32) -> [UInt8]? {
    let bytes = memory.read(count, at: address)
    if bytes == nil { onUnreachable?(address) }
    return bytes
  }

  func writeByDMA(_ bytes: [UInt8], at address: UInt32) -> Bool {
    let isDone = memory.write(bytes, at: address)
    if !isDone { onUnreachable?(address) }
    return isDone
  }

  /// The first four words of a descriptor, after the checks that hold for all of them.
  func readDescriptor(_ address: UInt32, isTransmit: Bool) -> [UInt32]? {
    let fault: EthernetBusError = isTransmit ? .transmitDescriptor : .receiveDescriptor
    guard !takeBusError(fault), let bytes = readByDMA(16, at: address) else {
      failFatally(isTransmit: isTransmit, isRead: true, isDescriptor: true)
      return nil
    }
    if isTransmit { transmitter.visited.insert(address) } else { receiver.visited.insert(address) }
    return (0..<4).map { word in
      (0..<4).reduce(0) { $0 | UInt32(bytes[4 * word + $1]) << UInt32(8 * $1) }
    }
  }

  func writeDescriptor(_ value: UInt32, word: UInt32 = 0, of address: UInt32, isTransmit: Bool)
    -> Bool
  {
    guard writeByDMA(Self.bytes(of: value), at: address + 4 * word) else {
      failFatally(isTransmit: isTransmit, isRead: false, isDescriptor: true)
      return false
    }
    return true
  }

  func takeBusError(_ error: EthernetBusError) -> Bool {
    guard faults.nextBusError == error else { return false }
    faults.nextBusError = nil
    return true
  }

  /// Where the list goes on: TER or RER first, then the chain (RM0090 §33.6.3).
  func next(
    _ address: UInt32, base: UInt32, isEnd: Bool, isChained: Bool, link: UInt32, _ name: String
  ) -> UInt32 {
    guard !isEnd else { return base }
    guard isChained else { return address + descriptorSize + (busMode >> 2 & 0x1F) * 4 }
    if link & 3 != 0 { violate(name, "the next descriptor is not aligned to a word") }
    return link & ~3
  }
}
