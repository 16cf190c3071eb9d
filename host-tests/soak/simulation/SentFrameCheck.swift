import Attacks
import NetStack

extension SoakLedger {
  /// Holds a frame that a stack sent against its formats.
  mutating func check(sent bytes: [UInt8], by side: Side) {
    guard let frame = try? EthernetFrame(bytes.span) else {
      return note("\(side) sent a frame that is none: \(bytes)")
    }
    expect(
      bytes[6..<12].elementsEqual(side.station.hardware), "\(side) sent as another: \(bytes)")
    switch frame.type {
    case .arp:
      expect((try? ARPPacket(frame.payload)) != nil, "\(side) sent ARP that is none: \(bytes)")
    case .ipv4:
      guard let packet = try? IPv4Packet(frame.payload) else {
        return note("\(side) sent a packet that is none: \(bytes)")
      }
      let ours = [side.address, side.secondSubnet?.address, .unspecified]
      expect(ours.contains(packet.source), "\(side) sent from an address of another: \(bytes)")
      if packet.protocol == .icmp, !packet.isFragment {
        expect(
          (try? ICMPv4Message(packet.payload)) != nil, "\(side) sent bad ICMP: \(bytes)")
      }
    default: note("\(side) sent a frame of another type: \(bytes)")
    }
  }
}
