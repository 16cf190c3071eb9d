/// A fragment as a packet, without a frame.
func fragment(
  _ payload: [UInt8], at offset: Int = 0, more: Bool = true, identification: UInt16 = 1,
  from station: Station = .peer, protocol number: UInt8 = 17, options: [UInt8] = []
) -> [UInt8] {
  var packet = IPv4Bytes(protocol: number, from: station, payload)
  packet.identification = identification
  packet.fragment = (more ? 0x2000 : 0) | UInt16(offset / 8)
  packet.options = options
  return packet.packet
}

/// The datagram that fragments add up to.
func datagram(
  _ payload: [UInt8], identification: UInt16 = 1, from station: Station = .peer,
  protocol number: UInt8 = 17, options: [UInt8] = []
) -> [UInt8] {
  fragment(
    payload, more: false, identification: identification, from: station, protocol: number,
    options: options)
}
