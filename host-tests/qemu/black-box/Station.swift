/// A host of the link as the probes know it.
struct Station: Sendable {
  var hardware: [UInt8]
  var address: [UInt8]

  /// Who sends most probes; the board's gateway too.
  static let peer = Station(1)
  /// The board, whatever its hardware address is: `Session` puts the real one in.
  static let board = Station(2)
  /// Who marks the ends of records.
  static let marker = Station(9)
  static let everyone: [UInt8] = [255, 255, 255, 255, 255, 255]
  static let nobody = Station(hardware: [0, 0, 0, 0, 0, 0], address: [0, 0, 0, 0])

  init(hardware: [UInt8], address: [UInt8]) {
    self.hardware = hardware
    self.address = address
  }

  /// 02:00:00:00:00:0n at 192.0.2.n
  init(_ number: UInt8) {
    self.init(hardware: [2, 0, 0, 0, 0, number], address: [192, 0, 2, number])
  }

  /// Its address, and no hardware address yet.
  var unresolved: Station { Station(hardware: Self.nobody.hardware, address: address) }

  /// Asks everyone for a station's address.
  func asks(for other: Station) -> [UInt8] {
    Octets.arp(1, from: self, to: other.unresolved, frameTo: Self.everyone)
  }

  /// Tells a station its hardware address.
  func tells(_ other: Station) -> [UInt8] {
    Octets.arp(2, from: self, to: other)
  }
}
