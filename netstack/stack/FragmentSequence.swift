/// Where the payload of a datagram is cut when it is longer than a link carries (RFC 791 §3.2).
///
/// Each fragment but the last is as long as can be. All have a header of the same length: of
/// options that are not copied into all fragments (RFC 791 §3.1), the others carry no-operations.
struct FragmentSequence {
  struct Fragment: Equatable {
    /// Where it starts in the payload: a multiple of 8.
    let offset: Int
    /// A multiple of 8 when more fragments follow.
    let length: Int
    let moreFragments: Bool
  }

  private var payloadLength = 0
  /// 0 when all has been given out.
  private var longest = 0
  private var offset = 0

  /// One that gives out nothing.
  init() {}

  /// Whether all has been given out.
  var isDone: Bool { longest == 0 }

  /// - Parameters:
  ///   - headerLength: 20…60, a multiple of 4.
  ///   - maximumTransmissionUnit: the longest packet of the link, its header included.
  /// - Returns: nil when the datagram is longer than IPv4's longest, or when the link has no room
  ///   for 8 bytes beside the header; one of 68 bytes has (RFC 791 §3.2).
  init?(
    payloadLength: Int, headerLength: Int = IPv4Packet.minimumHeaderLength,
    maximumTransmissionUnit: Int
  ) {
    guard headerLength >= IPv4Packet.minimumHeaderLength, headerLength <= 60,
      payloadLength >= 0, payloadLength <= 0xFFFF &- headerLength,
      maximumTransmissionUnit >= headerLength &+ 8
    else { return nil }
    self.payloadLength = payloadLength
    longest = maximumTransmissionUnit &- headerLength
  }

  /// The next fragment, in ascending order; a single one stands for the whole datagram.
  mutating func next() -> Fragment? {
    guard !isDone else { return nil }
    let rest = payloadLength &- offset
    guard rest > longest else {
      longest = 0
      return Fragment(offset: offset, length: rest, moreFragments: false)
    }
    let fragment = Fragment(offset: offset, length: longest & ~7, moreFragments: true)
    offset &+= fragment.length
    return fragment
  }
}
