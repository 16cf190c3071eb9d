/// A descriptor ring as it lies in memory, and where its engine is: what a debugger would show.
public struct EthernetRing: Equatable, Sendable {
  public struct Descriptor: Equatable, Sendable {
    public var isOwnedByDMA: Bool
    public var buffer: UInt32
  }

  public var descriptors: [Descriptor] = []
  /// The descriptor that the engine takes next; nil when it is none of these.
  public var next: Int?
}

extension EthernetModel {
  public var receiveRing: EthernetRing {
    ring(from: receiver.listBase, current: receiver.current)
  }

  public var transmitRing: EthernetRing {
    ring(from: transmitter.listBase, current: transmitter.current)
  }

  /// Follows the chain from the list's base until it closes, for 64 descriptors at most.
  private func ring(from base: UInt32, current: UInt32) -> EthernetRing {
    var ring = EthernetRing()
    var address = base
    while ring.descriptors.count < 64, let status = readWord(address),
      let buffer = readWord(address + 8), let next = readWord(address + 12)
    {
      if address == current { ring.next = ring.descriptors.count }
      ring.descriptors.append(.init(isOwnedByDMA: status.has(31), buffer: buffer))
      address = next
      if address == base { break }
    }
    return ring
  }
}
