import NetStack
import Testing

/// What `make size` prints of an interface's tables.
@Suite struct InterfaceFootprintTests {
  private typealias Small = Interface<TestDevice, QuietFeatures, 1, 1, 1, 1, 1, 1, 1, 0, 0>
  private typealias Large = Interface<TestDevice, QuietFeatures, 2, 9, 3, 5, 2, 4, 6, 2, 2048>

  private func sum(_ footprint: InterfaceFootprint) -> Int {
    footprint.addresses + footprint.neighbors + footprint.heldPackets + footprint.sockets
      + footprint.groups + footprint.destinations + footprint.reassembly
      + footprint.outgoingFragments + footprint.counters
  }

  @Test("the tables are what an interface grows by")
  func growth() {
    let growth = MemoryLayout<Large>.size - MemoryLayout<Small>.size
    let tables = sum(Large.footprint) - sum(Small.footprint)
    #expect(abs(growth - tables) <= 64, "\(growth) bytes, of which tables \(tables)")
    // Two datagrams that come in, and one that goes out.
    #expect(Large.footprint.reassembly >= 2 * 2048)
    #expect((2048...2200).contains(Large.footprint.outgoingFragments))
    #expect(Large.footprint.neighbors >= 9 * Small.footprint.neighbors / 2)
  }
}
