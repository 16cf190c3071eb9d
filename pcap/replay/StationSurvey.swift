import Wire

/// Which hosts a capture is about, and at which stations they are.
struct StationSurvey {
  private struct Host {
    /// Frames to it and ARP requests for it.
    var received = 0
    /// The station that it sent from first, or else the one that it received at.
    var ownStation: MACAddress?
    var reachedStation: MACAddress?
  }

  private var hosts: [IPv4Address: Host] = [:]
  /// In the capture's order, so that of equals the first is found.
  private var order: [IPv4Address] = []

  mutating func add(_ frame: Span<UInt8>) {
    guard let frame = try? EthernetFrame(frame) else { return }
    switch frame.type {
    case .arp:
      guard let packet = try? ARPPacket(frame.payload) else { return }
      note(packet.senderProtocol) { $0.ownStation = $0.ownStation ?? packet.senderHardware }
      // An announcement asks for its sender.
      guard packet.operation == .request, packet.targetProtocol != packet.senderProtocol else {
        return
      }
      note(packet.targetProtocol) { $0.received += 1 }
    case .ipv4:
      guard let packet = try? IPv4Packet(frame.payload, verifyingChecksum: false) else { return }
      let (source, destination) = (frame.source, frame.destination)
      note(packet.source) { $0.ownStation = $0.ownStation ?? source }
      guard destination.isUnicast else { return }
      note(packet.destination) {
        $0.received += 1
        $0.reachedStation = $0.reachedStation ?? destination
      }
    default: break
    }
  }

  private mutating func note(_ address: IPv4Address, _ body: (inout Host) -> Void) {
    guard address.isUnicast else { return }
    if hosts[address] == nil { order.append(address) }
    body(&hosts[address, default: Host()])
  }

  /// The host that the most frames are for, of those whose station is known.
  var busiest: IPv4Address? {
    var best: IPv4Address?
    var most = 0
    for address in order {
      guard station(of: address) != nil, let count = hosts[address]?.received, count > most else {
        continue
      }
      (best, most) = (address, count)
    }
    return best
  }

  func station(of address: IPv4Address) -> MACAddress? {
    hosts[address].flatMap { $0.ownStation ?? $0.reachedStation }
  }
}
