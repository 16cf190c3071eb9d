@testable import NetStack
@testable import Wire

/// A reassembler with its counters, fed with arrays.
final class Reassembly<let datagramCapacity: Int, let byteCapacity: Int> {
  var reassembler = Reassembler<datagramCapacity, byteCapacity>()
  var counters = ReassemblyCounters()

  /// Takes in a packet, whose header's checksum need not be right.
  func add(_ packet: [UInt8], at now: Instant) throws -> ReassemblyVerdict {
    let view = try IPv4Packet(packet.span, verifyingChecksum: false)
    return reassembler.add(view, at: now, &counters)
  }

  func add(_ packet: [UInt8], atSecond second: UInt64 = 0) throws -> ReassemblyVerdict {
    try add(packet, at: .second(second))
  }

  /// The datagram that the packet completes; nil when it doesn't.
  func complete(_ packet: [UInt8], atSecond second: UInt64 = 0) throws -> [UInt8]? {
    guard case .complete(let index) = try add(packet, atSecond: second) else { return nil }
    return bytes(at: index)
  }

  func bytes(at index: Int) -> [UInt8] {
    reassembler.withBytes(at: index) { [UInt8](copying: $0) }
  }

  func expire(atSecond second: UInt64) -> Reassembler<
    datagramCapacity, byteCapacity
  >.Expired? {
    reassembler.expire(at: .second(second), &counters)
  }

  /// The next quote of a Time Exceeded.
  func quote(atSecond second: UInt64) -> [UInt8]? {
    guard let expired = expire(atSecond: second) else { return nil }
    return bytes(at: expired.index)
  }
}

extension Instant {
  static func second(_ count: UInt64) -> Instant {
    Instant(microseconds: count * 1_000_000)
  }
}
