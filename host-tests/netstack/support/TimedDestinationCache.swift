import Testing

@testable import NetStack

/// A cache with a clock that the test moves.
struct TimedDestinationCache<let capacity: Int>: ~Copyable {
  static var peer: IPv4Address { IPv4Address(198, 51, 100, 7) }

  var cache = DestinationCache<capacity>()
  var counters = DestinationCounters()
  var now: UInt64

  init(at now: UInt64 = 5_000_000) {
    self.now = now
  }

  private var instant: Instant { Instant(microseconds: now) }

  /// A report about a packet of 1500 bytes, or of another length.
  mutating func report(
    _ nextHopMTU: UInt16, for destination: IPv4Address = Self.peer, length: Int = 1500,
    headerLength: UInt8 = 20, link: Int = 1500
  ) throws -> PathMTUVerdict {
    let header = [UInt8(0x40 | headerLength / 4), 0] + octets(UInt16(length))
    let quote =
      header + [0, 0, 0x40, 0, 64, 17, 0, 0, 192, 0, 2, 2] + destination.bytes
      + [UInt8](repeating: 1, count: Int(headerLength) - 20)
    let bytes = icmp(type: 3, code: 4, rest: [0, 0] + octets(nextHopMTU), quote)
    let message = try ICMPv4Message(bytes.span)
    let report = try #require(FragmentationNeeded(message, try IPv4Quote(message.payload)))
    return cache.learn(report, linkMTU: link, at: instant, &counters)
  }

  mutating func pathMTU(_ destination: IPv4Address = Self.peer) -> PathMTU? {
    cache.pathMTU(to: destination, at: instant)
  }

  mutating func redirect(_ destination: IPv4Address = Self.peer, to gateway: IPv4Address) {
    cache.redirect(destination, to: gateway, at: instant, &counters)
  }

  mutating func gateway(_ destination: IPv4Address = Self.peer) -> IPv4Address? {
    cache.gateway(to: destination, at: instant)
  }
}

extension IPv4Address {
  fileprivate var bytes: [UInt8] { (0..<4).map { octets[$0] } }
}

extension PathMTU {
  static func exactly(_ value: Int) -> PathMTU {
    PathMTU(maximumTransmissionUnit: value, isFloor: false)
  }

  static func floor(_ value: Int = 552) -> PathMTU {
    PathMTU(maximumTransmissionUnit: value, isFloor: true)
  }
}
