import NetStack

/// The frames of one case, offered one after the other and then from the start again.
package struct BenchmarkFrames: ~Copyable {
  private struct Place {
    var offset = 0
    var end = 0
  }

  /// Room for 16 of full length. Each frame starts two bytes into a word, as drivers put it: IP
  /// headers are aligned.
  private var storage = InlineArray<24576, UInt8>(repeating: 0)
  private var places = InlineArray<16, Place>(repeating: Place())
  private var end = 0
  package private(set) var count = 0
  /// How many frames were taken, and how many may be.
  private var taken = 0
  private var offered = 0

  package init() {}

  /// - Returns: false when there is no more room.
  package mutating func append(_ frame: Span<UInt8>) -> Bool {
    let offset = (end &+ 3) & ~3 &+ 2
    guard count < places.count, offset &+ frame.count <= storage.count else { return false }
    var room = storage.mutableSpan
    room.copy(frame, at: offset)
    end = offset &+ frame.count
    places[count] = Place(offset: offset, end: end)
    count &+= 1
    // The turns go round all places, so the frames fill them again and again.
    for index in count..<places.count { places[index] = places[index % count] }
    return true
  }

  /// Whether the turns go on with the first frame after the last: there are 1, 2, 4, 8 or 16.
  var isWholeTurn: Bool { count > 0 && places.count % count == 0 }

  /// Begins anew with the first, with none offered.
  mutating func restart() {
    taken = 0
    offered = 0
  }

  /// Offers `count` more.
  mutating func offer(_ count: Int) { offered = taken &+ count }

  var isOffered: Bool { taken != offered }

  mutating func take() { taken &+= 1 }

  /// The frame whose turn it is.
  var current: Span<UInt8> {
    @_lifetime(borrow self) get {
      let place = places[taken & 15]
      return storage.span.extracting(place.offset..<place.end)
    }
  }
}
