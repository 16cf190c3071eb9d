/// An ARP frame laid out by hand (RFC 826).
struct ARPBytes {
  var hardwareType: UInt16 = 1
  var protocolType: UInt16 = 0x0800
  var hardwareLength: UInt8 = 6
  var protocolLength: UInt8 = 4
  var operation: UInt16 = 1
  var senderHardware = Station.peer.hardware
  var senderProtocol = Station.peer.address
  var targetHardware: [UInt8] = [0, 0, 0, 0, 0, 0]
  var targetProtocol = Station.board.address
  var destination = Station.everyone
  var source: [UInt8]?

  var frame: [UInt8] {
    ethernet(
      to: destination, from: source ?? senderHardware, type: 0x0806,
      octets(hardwareType) + octets(protocolType) + [hardwareLength, protocolLength]
        + octets(operation) + senderHardware + senderProtocol + targetHardware + targetProtocol)
  }

  /// Who has `target`? Tell `station`.
  static func request(
    from station: Station, for target: [UInt8] = Station.board.address
  ) -> [UInt8] {
    ARPBytes(
      senderHardware: station.hardware, senderProtocol: station.address, targetProtocol: target
    ).frame
  }

  /// `station` tells the board its hardware address.
  static func reply(from station: Station, to target: Station = .board) -> [UInt8] {
    ARPBytes(
      operation: 2, senderHardware: station.hardware, senderProtocol: station.address,
      targetHardware: target.hardware, targetProtocol: target.address,
      destination: target.hardware
    ).frame
  }
}
