/// What a malformed frame is counted as.
extension FrameOutcome {
  init(_ malformation: ARPPacket.Malformation) {
    self =
      switch malformation {
      case .truncated: .arpTruncated
      case .unsupported: .arpUnsupported
      }
  }

  init(_ malformation: IPv4Packet.Malformation) {
    self =
      switch malformation {
      case .truncated: .ipv4Truncated
      case .version: .ipv4Version
      case .headerLength: .ipv4HeaderLength
      case .totalLength: .ipv4TotalLength
      case .checksum: .ipv4Checksum
      }
  }

  init(_ reason: ReassemblyVerdict.Reason) {
    self =
      switch reason {
      case .malformed: .fragmentMalformed
      case .tinyFirst: .fragmentTinyFirst
      case .tooLong: .fragmentTooLong
      case .overlap: .fragmentOverlap
      case .conflictingEnd: .fragmentConflictingEnd
      case .discarded: .fragmentDiscarded
      case .late: .fragmentLate
      case .full: .fragmentsUnsupported
      }
  }

  init(_ malformation: ICMPv4Message.Malformation) {
    self =
      switch malformation {
      case .truncated: .icmpTruncated
      case .checksum: .icmpChecksum
      }
  }

  init(_ malformation: UDPDatagram.Malformation) {
    self =
      switch malformation {
      case .truncated: .udpTruncated
      case .length: .udpLength
      case .checksum: .udpChecksum
      }
  }
}
