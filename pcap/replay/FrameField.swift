/// A field of a frame, by the name that is printed and that `--ignore` takes.
///
/// Together they cover a frame without a gap, so two frames whose fields are equal are equal.
enum FrameField: String, CaseIterable {
  case ethernetDestination = "ethernet.destination"
  case ethernetSource = "ethernet.source"
  case ethernetType = "ethernet.type"
  /// What follows the header of a type that is not taken apart.
  case ethernetPayload = "ethernet.payload"
  /// What follows the end of the packet, on the wire or in the capture.
  case ethernetPadding = "ethernet.padding"

  case arpFormat = "arp.format"
  case arpOperation = "arp.operation"
  case arpSenderHardware = "arp.sender-hardware"
  case arpSenderProtocol = "arp.sender-protocol"
  case arpTargetHardware = "arp.target-hardware"
  case arpTargetProtocol = "arp.target-protocol"
  /// A packet that is too short or not for IPv4 over Ethernet.
  case arpMalformed = "arp.malformed"

  case ipv4Version = "ipv4.version"
  case ipv4HeaderLength = "ipv4.header-length"
  case ipv4TypeOfService = "ipv4.type-of-service"
  case ipv4TotalLength = "ipv4.total-length"
  case ipv4Identification = "ipv4.identification"
  case ipv4ReservedFlag = "ipv4.reserved-flag"
  case ipv4DontFragment = "ipv4.dont-fragment"
  case ipv4MoreFragments = "ipv4.more-fragments"
  case ipv4FragmentOffset = "ipv4.fragment-offset"
  case ipv4TimeToLive = "ipv4.time-to-live"
  case ipv4Protocol = "ipv4.protocol"
  case ipv4HeaderChecksum = "ipv4.header-checksum"
  case ipv4Source = "ipv4.source"
  case ipv4Destination = "ipv4.destination"
  case ipv4Options = "ipv4.options"
  /// What follows the header in a fragment, or with a protocol that is not taken apart; and what
  /// follows a UDP datagram.
  case ipv4Payload = "ipv4.payload"
  /// A packet whose version or lengths are impossible.
  case ipv4Malformed = "ipv4.malformed"

  case icmpv4Type = "icmpv4.type"
  case icmpv4Code = "icmpv4.code"
  case icmpv4Checksum = "icmpv4.checksum"
  case icmpv4Identifier = "icmpv4.identifier"
  case icmpv4SequenceNumber = "icmpv4.sequence-number"
  case icmpv4Data = "icmpv4.data"
  case icmpv4RestOfHeader = "icmpv4.rest-of-header"
  /// The start of the packet that an error is about.
  case icmpv4Quote = "icmpv4.quote"

  case udpSourcePort = "udp.source-port"
  case udpDestinationPort = "udp.destination-port"
  case udpLength = "udp.length"
  case udpChecksum = "udp.checksum"
  case udpPayload = "udp.payload"

  /// What two correct stacks choose differently: how they number packets and whether routers may
  /// fragment them (RFC 6864 §4), the service they ask for, and how a link fills short frames.
  static let volatile: Set<FrameField> = [
    .ethernetPadding, .ipv4TypeOfService, .ipv4Identification, .ipv4DontFragment,
    .ipv4HeaderChecksum,
  ]

  enum Format {
    case decimal
    case hexadecimal
    case macAddress
    case ipv4Address
    /// Any number of bytes.
    case bytes
  }

  var format: Format {
    switch self {
    case .ethernetDestination, .ethernetSource, .arpSenderHardware, .arpTargetHardware:
      .macAddress
    case .arpSenderProtocol, .arpTargetProtocol, .ipv4Source, .ipv4Destination:
      .ipv4Address
    case .ethernetType, .ipv4TypeOfService, .ipv4Identification, .ipv4HeaderChecksum,
      .icmpv4Checksum, .icmpv4RestOfHeader, .udpChecksum:
      .hexadecimal
    case .ethernetPayload, .ethernetPadding, .arpFormat, .arpMalformed, .ipv4Options, .ipv4Payload,
      .ipv4Malformed, .icmpv4Data, .icmpv4Quote, .udpPayload:
      .bytes
    default:
      .decimal
    }
  }
}
