/// The board's descriptor rings, as the simulator's command `rings` tells them.
struct DescriptorRings: Equatable {
  struct Ring: Equatable {
    /// D for a descriptor that is the DMA's, P for one of the processor's.
    var owners: String
    /// The descriptor that the DMA takes next.
    var next: Int
    var buffers: [String]

    /// How far the DMA has gone on since.
    func steps(from earlier: Ring) -> Int {
      (next - earlier.next + owners.count) % max(1, owners.count)
    }
  }

  var receive: Ring
  var transmit: Ring

  init(_ line: String) throws {
    let ring = /(receive|transmit) ([DP]*) next (-?[0-9]+) buffers ([0-9a-f ]*)/
    let rings = line.matches(of: ring).map {
      Ring(
        owners: String($0.2), next: Int($0.3) ?? -1,
        buffers: $0.4.split(separator: " ").map(String.init))
    }
    guard rings.count == 2 else { throw Failure("no rings: \(line)") }
    (receive, transmit) = (rings[0], rings[1])
  }

  /// Whether nothing is under way: the DMA has all descriptors to receive with, the processor all to
  /// transmit with.
  var isAtRest: Bool {
    receive.owners.allSatisfy { $0 == "D" } && transmit.owners.allSatisfy { $0 == "P" }
  }

  /// All buffers, each of which must be there once.
  var buffers: [String] { (receive.buffers + transmit.buffers).sorted() }
}
