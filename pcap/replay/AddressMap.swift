import Wire

/// The addresses that a capture gets in place of its own, so that the board takes a host's part.
struct AddressMap {
  enum Part {
    case sender
    case receiver

    var other: Part { self == .sender ? .receiver : .sender }
  }

  /// Whose part the board takes; nil for the receiver of each frame.
  private let host: (hardware: MACAddress?, address: IPv4Address)?
  private let hardware: MACAddress
  private let subnet: IPv4Subnet
  private let mask: UInt32

  /// The board takes the part of one host, whose station may never have been heard. The hosts of its network, of the length of the board's,
  /// become hosts of the board's network and keep their numbers in it; who has the board's number
  /// there gets that of the host.
  init(
    host: IPv4Address, at station: MACAddress?, board hardware: MACAddress, _ subnet: IPv4Subnet
  ) {
    self.host = (station, host)
    self.hardware = hardware
    self.subnet = subnet
    mask = Self.mask(subnet)
  }

  /// The board takes the part of every receiver, and every sender becomes a host of its network.
  init(everyone hardware: MACAddress, _ subnet: IPv4Subnet) {
    host = nil
    self.hardware = hardware
    self.subnet = subnet
    mask = Self.mask(subnet)
  }

  private static func mask(_ subnet: IPv4Subnet) -> UInt32 {
    ~(UInt32.max >> UInt32(subnet.prefixLength))
  }

  func map(_ station: MACAddress, _ part: Part) -> MACAddress {
    guard let host else {
      return part == .receiver && station.isUnicast ? hardware : station
    }
    guard let old = host.hardware else { return station }
    if station == old { return hardware }
    return station == hardware ? old : station
  }

  func map(_ address: IPv4Address, _ part: Part) -> IPv4Address {
    guard address.isUnicast else { return address }
    guard let host = host?.address else { return mapForEveryone(address, part) }
    if address == host { return subnet.address }
    let board = subnet.address.rawValue
    switch address.rawValue & mask {
    case host.rawValue & mask:
      let moved = address.rawValue & ~mask | board & mask
      let free = host.rawValue & ~mask | board & mask
      return IPv4Address(rawValue: moved == board ? free : moved)
    case board & mask:
      // The two networks change places, so that no two hosts become one.
      return IPv4Address(rawValue: address.rawValue & ~mask | host.rawValue & mask)
    default:
      return address
    }
  }

  private func mapForEveryone(_ address: IPv4Address, _ part: Part) -> IPv4Address {
    guard part == .sender else { return subnet.address }
    let board = subnet.address.rawValue
    let moved = IPv4Address(rawValue: address.rawValue & ~mask | board & mask)
    if subnet.isHost(moved), moved != subnet.address { return moved }
    // The number is the board's own, or none of a host: another host's will do.
    let first = IPv4Address(rawValue: board & mask | 1)
    return first == subnet.address ? IPv4Address(rawValue: board & mask | 2) : first
  }
}
