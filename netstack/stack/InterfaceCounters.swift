/// What an interface has done. Counters wrap at 2³².
public struct InterfaceCounters: Sendable {
  /// One for each case of `FrameOutcome`.
  private var outcomes = InlineArray<53, UInt32>(repeating: 0)

  /// The received frames that ended so.
  public subscript(outcome: FrameOutcome) -> UInt32 { outcomes[Int(outcome.rawValue)] }

  @inline(__always)
  mutating func count(_ outcome: FrameOutcome) {
    outcomes[Int(outcome.rawValue)] &+= 1
  }

  /// The received frames that ended without any effect that their senders meant, of all kinds.
  public var dropped: UInt32 {
    var sum: UInt32 = 0
    for index in Int(FrameOutcome.fragmentHeld.rawValue) &+ 1..<outcomes.count {
      sum &+= outcomes[index]
    }
    return sum
  }

  public internal(set) var arpRequestsSent: UInt32 = 0
  /// Probes and announcements of our addresses (RFC 5227).
  public internal(set) var arpClaimsSent: UInt32 = 0
  /// Requests, probes and announcements dropped: a slot of the device was smaller than they are.
  public internal(set) var arpRefused: UInt32 = 0
  /// Errors that were sent, or held for a neighbor.
  public internal(set) var icmpErrorsSent: UInt32 = 0
  /// Reports of datagrams that did not arrive whole, with no way to their sender.
  public internal(set) var icmpErrorsUndelivered: UInt32 = 0
  /// Errors that were not sent because too many were (RFC 1812 §4.3.2.8).
  public internal(set) var icmpErrorsLimited: UInt32 = 0

  public internal(set) var destinations = DestinationCounters()
  public internal(set) var reassembly = ReassemblyCounters()
  /// Datagrams that were sent, or began to be sent, in fragments.
  public internal(set) var datagramsFragmented: UInt32 = 0
  /// Datagrams dropped because too many were sent in fragments (RFC 6864 §5.2).
  public internal(set) var fragmentsLimited: UInt32 = 0
  /// Datagrams whose fragments were dropped: their neighbor didn't answer.
  public internal(set) var fragmentsUnreachable: UInt32 = 0
  /// Datagrams whose fragments were dropped: a slot of the device was smaller than the first.
  public internal(set) var fragmentsRefused: UInt32 = 0

  /// Datagrams whose fragments were dropped: an address was given up.
  public internal(set) var fragmentsWithdrawn: UInt32 = 0

  /// Neighbors that didn't answer the last request for their address.
  public internal(set) var neighborsUnreachable: UInt32 = 0
  /// Claims of another station to a neighbor's address, which is then asked for.
  public internal(set) var neighborsContested: UInt32 = 0
  /// Neighbors whose address went over to another station.
  public internal(set) var neighborsChanged: UInt32 = 0
  /// Neighbors forgotten to make room for others.
  public internal(set) var neighborsEvicted: UInt32 = 0
  /// Times a neighbor could not be noted: every entry was in use.
  public internal(set) var neighborsFull: UInt32 = 0

  /// Answers that went straight back to the station that asked: there was no room to resolve its
  /// address, or to hold them meanwhile.
  public internal(set) var answersSentBack: UInt32 = 0

  /// Packets held for a neighbor and dropped: it didn't answer.
  public internal(set) var heldUnreachable: UInt32 = 0
  /// Packets held for a neighbor and dropped: a later one took the place.
  public internal(set) var heldReplaced: UInt32 = 0
  /// Packets held for a neighbor and dropped: another neighbor's took the place.
  public internal(set) var heldEvicted: UInt32 = 0
  /// Packets held for a neighbor and dropped: an address was given up.
  public internal(set) var heldWithdrawn: UInt32 = 0
  /// Polls that left something due because the device had no transmit slot.
  public internal(set) var transmitDeferred: UInt32 = 0

  public init() {}
}
