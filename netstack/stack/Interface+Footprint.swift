/// What the tables of an interface take of it, in bytes.
package struct InterfaceFootprint: Sendable {
  package let addresses: Int
  package let neighbors: Int
  package let heldPackets: Int
  package let sockets: Int
  package let groups: Int
  package let destinations: Int
  package let reassembly: Int
  package let outgoingFragments: Int
  package let counters: Int
  /// The bytes of the above that are room for packets: held ones, and those in fragments that arrive
  /// or leave.
  package let packetRoom: Int
}

extension Interface where Device: ~Copyable {
  package static var footprint: InterfaceFootprint {
    InterfaceFootprint(
      addresses: MemoryLayout<AddressTable<addressCapacity>>.size
        &+ MemoryLayout<AddressClaims<addressCapacity>>.size,
      neighbors: MemoryLayout<NeighborCache<neighborCapacity>>.size,
      heldPackets: MemoryLayout<HeldPackets<heldCapacity>>.size,
      sockets: MemoryLayout<UDPSocketTable<socketCapacity>>.size
        &+ MemoryLayout<RawSocketTable<rawSocketCapacity>>.size,
      groups: MemoryLayout<GroupMembership<groupCapacity>>.size,
      destinations: MemoryLayout<DestinationCache<destinationCapacity>>.size,
      reassembly: MemoryLayout<Reassembler<reassemblyCapacity, datagramCapacity>>.size,
      outgoingFragments: MemoryLayout<FragmentQueue<datagramCapacity>>.size,
      counters: MemoryLayout<InterfaceCounters>.size,
      packetRoom: heldCapacity &* HeldPackets<heldCapacity>.byteCapacity
        &+ (reassemblyCapacity &+ 1) &* datagramCapacity)
  }
}
