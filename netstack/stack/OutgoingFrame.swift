/// A transmit slot and the frame that is being built in it: the payload first, where it belongs,
/// then the headers.
struct OutgoingFrame: ~Copyable, ~Escapable {
  /// Where the options of IPv4 stand, and without any its payload.
  static var optionsOffset: Int { EthernetFrame.headerLength &+ IPv4Packet.minimumHeaderLength }

  var slot: TransmitSlot
  /// The station that a packet of another host came from, which this frame may answer; zero when
  /// none did.
  var asker = MACAddress.zero
  /// The length of the options of IPv4 that stand in the frame.
  private(set) var optionsLength = 0
  /// How many bytes of IPv4 payload fit.
  private(set) var payloadRoom: Int
  /// The length of the finished frame; 0 while there is none to send.
  private var length = 0

  /// - Parameter limit: the longest frame that may be sent.
  @_lifetime(copy slot)
  init(_ slot: consuming TransmitSlot, limit: Int) {
    payloadRoom = max(0, min(slot.bytes.count, limit) &- Self.optionsOffset)
    self.slot = slot
  }

  /// The length of the header of IPv4, options included.
  var headerLength: Int { IPv4Packet.minimumHeaderLength &+ optionsLength }

  /// Where the payload of IPv4 stands.
  var payloadOffset: Int { Self.optionsOffset &+ optionsLength }

  /// Puts the options of IPv4 in their place, before there is a payload.
  /// - Parameter options: at most 40 bytes, a multiple of 4.
  /// - Returns: false when there is no room for them.
  mutating func setOptions(_ options: Span<UInt8>) -> Bool {
    guard optionsLength == 0, options.count <= payloadRoom else { return false }
    slot.bytes.copy(options, at: Self.optionsOffset)
    optionsLength = options.count
    payloadRoom &-= options.count
    return true
  }

  /// Writes the Ethernet header before the first `length` bytes, which are the frame then.
  mutating func finish(
    _ length: Int, type: EtherType, from source: MACAddress, to destination: MACAddress
  ) {
    EthernetHeader(destination: destination, source: source, type: type).write(to: &slot.bytes)
    self.length = length
  }

  /// Makes this the frame of an ARP packet.
  /// - Returns: false when there is no room for 42 bytes, as in no Ethernet device's slot.
  mutating func finish(_ packet: ARPPacket, to destination: MACAddress) -> Bool {
    guard payloadRoom >= 8 else { return false }
    packet.write(to: &slot.bytes, at: EthernetFrame.headerLength)
    finish(
      EthernetFrame.headerLength &+ ARPPacket.length, type: .arp, from: packet.senderHardware,
      to: destination)
    return true
  }

  /// Whether there is a frame to send.
  var isFinished: Bool { length > 0 }

  /// Keeps the finished frame as it is: there is no more room for a payload.
  mutating func closeForPayload() {
    payloadRoom = 0
  }

  /// Lends the room behind the header of IPv4 and that of its payload.
  mutating func lendPayloadSlot(
    behind headerLength: Int, _ body: (consuming PayloadSlot) -> PayloadReceipt
  ) -> PayloadReceipt {
    let start = payloadOffset &+ headerLength
    let end = payloadOffset &+ payloadRoom
    // A slot too small for the headers has no room at all.
    guard start <= end, end <= slot.bytes.count else {
      return body(PayloadSlot(closedTo: slot.bytes.part(0..<0)))
    }
    return body(PayloadSlot(slot.bytes.part(start..<end)))
  }

  /// Sends the frame if one was finished, and gives the slot back otherwise.
  consuming func settle() -> TransmitReceipt {
    length > 0 ? slot.send(length) : slot.discard()
  }
}
