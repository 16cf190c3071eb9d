/// A transmit slot and the frame that is being built in it: the payload first, where it belongs,
/// then the headers.
struct OutgoingFrame: ~Copyable, ~Escapable {
  /// Where the options of IPv4 stand, and without any its payload.
  static var optionsOffset: Int { EthernetFrame.headerLength &+ IPv4Packet.minimumHeaderLength }

  var slot: TransmitSlot
  /// The station that a packet of another host came from, which this frame may answer; zero when
  /// none did.
  var asker = MACAddress.zero
  /// What is to be sent in the frame, once it is prepared. It goes when all that was called to build
  /// it has returned, so that less lies on the stack.
  var packet = OutgoingPacket()
  var isPrepared = false
  /// The length of the options of IPv4 that stand in the frame.
  private(set) var optionsLength = 0
  /// Where the room for the frame ends.
  private var end: Int
  /// The length of the finished frame; 0 while there is none to send.
  private var length = 0

  /// - Parameter limit: the longest frame that may be sent.
  @inline(__always)
  @_lifetime(copy slot)
  init(_ slot: consuming TransmitSlot, limit: Int) {
    end = min(slot.bytes.count, limit)
    self.slot = slot
  }

  /// The length of the header of IPv4, options included.
  var headerLength: Int { IPv4Packet.minimumHeaderLength &+ optionsLength }

  /// Where the payload of IPv4 stands.
  var payloadOffset: Int { Self.optionsOffset &+ optionsLength }

  /// How many bytes of IPv4 payload fit.
  var payloadRoom: Int { max(0, end &- payloadOffset) }

  /// Puts the options of IPv4 in their place, before there is a payload.
  /// - Parameter options: at most 40 bytes, a multiple of 4.
  /// - Returns: false when there is no room for them.
  mutating func setOptions(_ options: Span<UInt8>) -> Bool {
    // A slot may be too small for the headers alone, which leaves no room either.
    guard optionsLength == 0, options.count <= end &- Self.optionsOffset else { return false }
    slot.bytes.copy(options, at: Self.optionsOffset)
    optionsLength = options.count
    return true
  }

  /// Has the frame send a packet.
  mutating func prepare(_ packet: OutgoingPacket) {
    self.packet = packet
    isPrepared = true
  }

  /// Writes the Ethernet header before the first `length` bytes, which are the frame then.
  @inline(__always)
  mutating func finish(
    _ length: Int, type: EtherType, from source: MACAddress, to destination: MACAddress
  ) {
    EthernetHeader(destination: destination, source: source, type: type).write(to: &slot.bytes)
    self.length = length
  }

  /// Makes this the frame of an ARP packet.
  /// - Returns: false when there is no room for 42 bytes, as in no Ethernet device's slot.
  @inline(__always)
  mutating func finish(_ packet: ARPPacket, to destination: MACAddress) -> Bool {
    guard end >= Self.arpLength, slot.bytes.count >= Self.arpLength else { return false }
    packet.write(to: &slot.bytes, at: EthernetFrame.headerLength)
    finish(Self.arpLength, type: .arp, from: packet.senderHardware, to: destination)
    return true
  }

  static var arpLength: Int { EthernetFrame.headerLength &+ ARPPacket.length }

  /// Writes the headers of Ethernet and IPv4, which has no options, before the payload.
  /// - Parameter payloadLength: at most `payloadRoom`.
  @inline(__always)
  mutating func finish(
    _ header: IPv4Header, payloadLength: Int, computingChecksum: Bool, from source: MACAddress,
    to destination: MACAddress
  ) {
    let length = Self.optionsOffset &+ payloadLength
    guard length <= slot.bytes.count else { return }
    header.write(
      to: &slot.bytes, at: EthernetFrame.headerLength, optionsLength: 0,
      payloadLength: payloadLength, computingChecksum: computingChecksum)
    finish(length, type: .ipv4, from: source, to: destination)
  }

  /// Lends the room behind the header of IPv4 and that of its payload, unless that is taken.
  @inline(__always)
  @_lifetime(&self)
  mutating func payloadSlot(behind headerLength: Int) -> PayloadSlot {
    let start = payloadOffset &+ headerLength
    // A slot too small for the headers has no room at all.
    guard !isPrepared, start <= end, end <= slot.bytes.count else {
      return PayloadSlot(closedTo: slot.bytes.part(0..<0))
    }
    return PayloadSlot(slot.bytes.part(start..<end))
  }

  /// Sends the frame if one was finished; its length is 0 otherwise, which gives the slot back.
  @inline(__always)
  consuming func settle() -> TransmitReceipt {
    slot.send(length)
  }
}
