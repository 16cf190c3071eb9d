/// What a fault must leave as it was.
struct BoardResources: Equatable {
  /// Whose descriptors are.
  var receiveOwners: String
  var transmitOwners: String
  /// The buffers of both rings.
  var buffers: [String]
  /// The heap's counters, by name.
  var heap: [String: Int]

  init(_ rings: DescriptorRings, counters: [String: Int]) {
    receiveOwners = rings.receive.owners
    transmitOwners = rings.transmit.owners
    buffers = rings.buffers
    heap = counters.filter { $0.key.hasPrefix("heap") }
  }
}
