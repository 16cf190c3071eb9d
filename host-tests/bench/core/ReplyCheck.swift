import NetStack
import Wire

/// Compares an answer with what its request asks for, byte by byte and with sums of its own.
enum ReplyCheck {
  /// Whether `reply` answers `request`; when none is due, whether it is empty.
  static func isRight(_ reply: Span<UInt8>, to request: Span<UInt8>) -> Bool {
    guard wantsReply(request) else { return reply.count == 0 }
    guard reply.count >= 42, areEqual(reply, at: 0, request, at: 6, 6),
      areEqual(reply, at: 12, request, at: 12, 2)
    else { return false }
    return request.uint16(at: 12) == 0x0806
      ? isARPReply(reply, to: request) : isEcho(reply, to: request)
  }

  /// Only whole and intact requests for our services, sent to us, are to be answered.
  private static func wantsReply(_ request: Span<UInt8>) -> Bool {
    if request.uint16(at: 12) == 0x0806 {
      return request.uint32(at: 14) == 0x0001_0800 && request.uint32(at: 18) == 0x0604_0001
        && request.uint32(at: 38) == BenchmarkLink.own.rawValue
    }
    guard request.uint16(at: 12) == 0x0800, request.count >= 42,
      request.uint32(at: 30) == BenchmarkLink.own.rawValue
    else { return false }
    let end = 14 + Int(request.uint16(at: 16))
    guard end <= request.count, sum(request, 14..<34) == 0xFFFF else { return false }
    switch request[23] {
    case 1: return request[34] == 8 && sum(request, 34..<end) == 0xFFFF
    case 17: return request.uint16(at: 36) == 7 && udpSum(request, end) == 0xFFFF
    default: return false
    }
  }

  private static func isARPReply(_ reply: Span<UInt8>, to request: Span<UInt8>) -> Bool {
    reply.count == 42 && areEqual(reply, at: 14, request, at: 14, 6)
      && reply.uint16(at: 20) == 2 && areEqual(reply, at: 6, reply, at: 22, 6)
      && areEqual(reply, at: 28, request, at: 38, 4)
      && areEqual(reply, at: 32, request, at: 22, 10)
  }

  private static func isEcho(_ reply: Span<UInt8>, to request: Span<UInt8>) -> Bool {
    let end = 14 + Int(request.uint16(at: 16))
    guard reply.count == end, reply[14] == 0x45, reply.uint16(at: 16) == request.uint16(at: 16),
      reply.uint16(at: 20) & 0x3FFF == 0, reply[22] == 64, reply[23] == request[23],
      sum(reply, 14..<34) == 0xFFFF, areEqual(reply, at: 26, request, at: 30, 4),
      areEqual(reply, at: 30, request, at: 26, 4),
      areEqual(reply, at: 42, request, at: 42, end - 42)
    else { return false }
    if request[23] == 1 {
      return reply.uint16(at: 34) == 0 && areEqual(reply, at: 38, request, at: 38, 4)
        && sum(reply, 34..<end) == 0xFFFF
    }
    return areEqual(reply, at: 34, request, at: 36, 2)
      && areEqual(reply, at: 36, request, at: 34, 2)
      && reply.uint16(at: 38) == request.uint16(at: 38) && udpSum(reply, end) == 0xFFFF
  }

  private static func areEqual(
    _ left: Span<UInt8>, at leftStart: Int, _ right: Span<UInt8>, at rightStart: Int, _ count: Int
  ) -> Bool {
    for index in 0..<count where left[leftStart + index] != right[rightStart + index] {
      return false
    }
    return true
  }

  /// The sum of RFC 1071 in its plainest form.
  private static func sum(_ bytes: Span<UInt8>, _ range: Range<Int>, from start: UInt32 = 0)
    -> UInt32
  {
    var sum = start
    for index in range {
      let isUpper = (index - range.lowerBound) & 1 == 0
      sum += isUpper ? UInt32(bytes[index]) << 8 : UInt32(bytes[index])
    }
    while sum > 0xFFFF { sum = sum & 0xFFFF + sum >> 16 }
    return sum
  }

  private static func udpSum(_ frame: Span<UInt8>, _ end: Int) -> UInt32 {
    sum(frame, 34..<end, from: sum(frame, 26..<34) + 17 + UInt32(end - 34))
  }
}
