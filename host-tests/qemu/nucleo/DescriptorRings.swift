/// The board's descriptor rings, as the simulator's command `rings` tells them.
struct DescriptorRings: Equatable {
  struct Ring: Equatable {
    /// D for a descriptor that is the DMA's, P for one of the processor's.
    var owners: String
    /// The descriptor that the DMA takes next.
    var next: Int
    var buffers: [String]

    /// `receive DDDDDDDD next 0 buffers 20000400 …`
    fileprivate init?(_ text: Substring) {
      let words = text.split(separator: " ")
      guard words.count > 5, words[2] == "next", words[4] == "buffers" else { return nil }
      owners = String(words[1])
      next = Int(words[3]) ?? -1
      buffers = words[5...].map(String.init)
    }

    /// How far the DMA has gone on since.
    func steps(from earlier: Ring) -> Int {
      (next - earlier.next + owners.count) % max(1, owners.count)
    }
  }

  var receive: Ring
  var transmit: Ring

  init(_ line: String) throws {
    let rings = line.split(separator: ",").compactMap { Ring($0) }
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
