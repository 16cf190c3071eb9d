extension FrameDissection {
  /// What kind of frame this is, in a few words.
  var summary: String { "\(kind), \(frame.count) bytes" }

  private var kind: String {
    let fields = Set(parts.map(\.field))
    if fields.contains(.arpOperation) {
      switch text(of: .arpOperation) {
      case "1": return "ARP request for \(text(of: .arpTargetProtocol))"
      case "2": return "ARP reply from \(text(of: .arpSenderProtocol))"
      case let operation: return "ARP operation \(operation)"
      }
    }
    if fields.contains(.icmpv4Type) {
      return "ICMP type \(text(of: .icmpv4Type)) code \(text(of: .icmpv4Code))"
    }
    if fields.contains(.udpSourcePort) {
      return "UDP port \(text(of: .udpSourcePort)) to \(text(of: .udpDestinationPort))"
    }
    if fields.contains(.ipv4Protocol) { return "IPv4 protocol \(text(of: .ipv4Protocol))" }
    if fields.contains(.ethernetType) { return "EtherType \(text(of: .ethernetType))" }
    return "incomplete Ethernet header"
  }
}
