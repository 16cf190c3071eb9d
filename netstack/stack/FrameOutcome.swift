/// What became of a received frame. Every frame has exactly one outcome, and each is counted.
public enum FrameOutcome: UInt8, CaseIterable, Sendable {
  /// A frame went back: a reply, an error, or what an application answered.
  case answered
  /// The stack or a socket took it in, and nothing went back.
  case delivered
  /// Its answer waits for a neighbor's hardware address.
  case held
  /// A fragment that waits for the others of its datagram.
  case fragmentHeld

  // Dropped at the door.
  case frameTruncated
  case frameSourceIsGroup
  case frameNotForUs
  case etherTypeUnknown

  // Dropped by ARP.
  case arpTruncated
  case arpUnsupported
  case arpInvalidSender
  case arpNotForUs
  case arpUnsolicited
  /// Another station uses our address (RFC 5227 §2.4).
  case arpConflict
  /// Our own packet came back (RFC 5227 §2.1.1).
  case arpLoopedBack

  // Dropped by IPv4.
  case ipv4NoAddress
  case ipv4Truncated
  case ipv4Version
  case ipv4HeaderLength
  case ipv4TotalLength
  case ipv4Checksum
  case ipv4InvalidSource
  case ipv4NotForUs
  /// For one host by address, for many by frame (RFC 1122 §3.3.6).
  case ipv4LinkBroadcast
  /// Options that contradict themselves or the header; see `ReceivedOptions`.
  case ipv4Options
  /// A source route that goes on from here, which only a gateway follows (RFC 1122 §3.2.1.8).
  case ipv4SourceRoute
  case ipv4ProtocolUnknown

  // Dropped by reassembly; see `ReassemblyVerdict`.
  case fragmentDuplicate
  case fragmentMalformed
  case fragmentTinyFirst
  case fragmentTooLong
  case fragmentOverlap
  case fragmentConflictingEnd
  case fragmentDiscarded
  case fragmentLate
  case fragmentsUnsupported

  // Dropped by ICMP.
  case icmpTruncated
  case icmpChecksum
  case icmpEchoToGroup
  /// An error that quotes too little, or no packet.
  case icmpQuoteInvalid
  /// An error about a packet that none of our sockets sent.
  case icmpQuoteUnknown
  /// A redirect that is not to be believed; see `RedirectVerdict`.
  case icmpRedirectRefused
  case icmpUnhandled

  /// An IGMP message that is malformed or of no use; see `GroupMembershipCounters`.
  case igmpIgnored

  // Dropped by UDP.
  case udpTruncated
  case udpLength
  case udpChecksum
  /// None, and the socket wants one.
  case udpChecksumMissing
  /// Also of a datagram to many for a port that no socket has, of which nothing else is checked.
  case udpPortClosed

  // Taken in, but its answer was dropped.
  case answerTooLong
  case answerHasNoRoute
  /// Its neighbor is not known yet, and no place to hold it is configured.
  case answerNotHeld
  case answerNeighborsFull

  /// Which of several outcomes tells what became of a frame for many sockets: the least.
  var precedence: UInt8 {
    switch self {
    case .answered: 0
    case .held: 1
    case .delivered: 2
    default: 3
    }
  }

  /// Whether the frame ended without any effect that its sender meant.
  public var isDrop: Bool { rawValue > FrameOutcome.fragmentHeld.rawValue }
}
