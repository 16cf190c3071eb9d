import Link
import NetStack
import PlainFrames
import Wire

/// Holds what the stack sends against the RFCs, by a checker that shares no code with the stack.
struct ReplayAudit {
  private var checker: SentFrameChecker
  /// The packets that were fed, for as long as a later answer may quote them.
  private var history: [[UInt8]] = []
  private var times: [Instant] = []
  private var firstKept = 0

  init(_ options: ReplayOptions) {
    let octets = options.hardwareAddress.octets
    let subnet = options.subnet
    checker = SentFrameChecker(station: octets.indices.map { octets[$0] }) { address, _ in
      address >> 28 >= 0xE || subnet.isBroadcast(IPv4Address(rawValue: address))
    }
    checker.ours = [subnet.address.rawValue]
  }

  /// A fragment waits 60 s for the others (RFC 1122 §3.3.2), an answer less for its neighbor.
  private static var memory: Duration { .seconds(65) }

  mutating func arrive(_ frame: [UInt8], at now: Instant) {
    while firstKept < times.count, times[firstKept] + Self.memory < now { firstKept += 1 }
    if firstKept > 64, firstKept * 2 > times.count {
      history.removeFirst(firstKept)
      times.removeFirst(firstKept)
      firstKept = 0
    }
    history.append(frame)
    times.append(now)
  }

  /// - Returns: what is wrong with a frame that the stack sent, as a sentence's end; nil if nothing.
  mutating func fault(of frame: [UInt8], isAnswer: Bool) -> String? {
    do {
      try checker.check(frame, isAnswer: isAnswer, DeviceCapabilities(), history[firstKept...])
      return nil
    } catch {
      let number = error.number.map { " \($0)" } ?? ""
      return "sent a frame \(error.rule)\(number): \(FrameDissection(frame).summary)"
    }
  }
}
