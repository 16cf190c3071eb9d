/// The identifications of the datagrams that we send in fragments (RFC 6864 §4.3).
///
/// Each is a keyed hash of source, destination and protocol, plus a counter that all datagrams
/// share.
///
/// - **Unique**: for one source, destination and protocol the hash is the same, so two of its
///   datagrams have the same identification only when the counter has gone round, 65 536 datagrams
///   later, whoever those were for.
/// - **Rate**: no more than 65 536 are given in any two minutes, the maximum datagram lifetime
///   (RFC 6864 §1), so none comes back within it; §5.2 asks for this limit. It is 32 768 at once,
///   then one each 3.663 ms, 273 a second, for all destinations together. Datagrams that can't be
///   fragmented on their way need none (§4.1) and don't count.
/// - **Unpredictable**: who sees the identifications that it is sent learns how the counter goes
///   on, so how many datagrams others were sent in fragments, but no other's identifications: for
///   these it lacks the key.
///
/// After a restart the start is as random as the seed, and identifications of before may come back
/// with a probability of one in 65 536 each.
///
/// The whole state is 24 bytes.
struct IdentificationSource {
  /// Two minutes shared out: half may come at once, half over time.
  private static var burst: UInt64 { 32_768 }
  private static var interval: Duration { Duration(microseconds: 3_663) }

  /// When all that was given would have been, had it been one each `interval`.
  private var paid = Instant.start
  private var key: (UInt32, UInt32) = (0, 0)
  /// Its lower half counts.
  private var counter: UInt32 = 0

  /// A source that is to be replaced by a random one.
  init() {}

  init(random: inout RandomSource) {
    key = (random.next32(), random.next32())
    counter = random.next32()
  }

  /// The identification for one datagram, the same in all of its fragments.
  /// - Returns: nil when too many have been sent; the datagram is to be dropped.
  mutating func next(
    source: IPv4Address, destination: IPv4Address, protocol: IPProtocol, at now: Instant
  ) -> UInt16? {
    let start = max(paid, now)
    let ahead = start.since(now).microseconds
    guard ahead <= (Self.burst &- 1) &* Self.interval.microseconds else { return nil }
    paid = start + Self.interval

    var hash = HalfSipHash(key: key)
    hash.add(source.rawValue)
    hash.add(destination.rawValue)
    hash.add(UInt32(`protocol`.rawValue))
    counter &+= 1
    return UInt16(truncatingIfNeeded: hash.finish() &+ counter)
  }
}
