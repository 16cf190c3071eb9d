/// A host on the test link, as the captures of Linux name them (pcap/captures).
struct Station: Sendable {
  let hardware: [UInt8]
  let address: [UInt8]

  static let board = Station(hardware: [2, 0, 0, 0, 0, 2], address: [192, 0, 2, 2])
  static let peer = Station(hardware: [2, 0, 0, 0, 0, 1], address: [192, 0, 2, 1])
  static let gateway = Station(hardware: [2, 0, 0, 0, 0, 254], address: [192, 0, 2, 254])

  /// A host beyond the gateway, as its frames come from there.
  static let beyond = Station(hardware: gateway.hardware, address: [198, 51, 100, 1])

  /// Another host of the link.
  static func neighbor(_ number: UInt8) -> Station {
    Station(hardware: [2, 0, 0, 1, 0, number], address: [192, 0, 2, number])
  }

  static let everyone: [UInt8] = [255, 255, 255, 255, 255, 255]
  static let allSystems: [UInt8] = [0x01, 0x00, 0x5E, 0, 0, 1]
}
