import Wire

/// How far bytes can be read down the layers, and what stopped the reading.
///
/// Reading calls every accessor of each view that it makes.
struct Dissection: Equatable {
  enum End: Equatable {
    case ethernet(EthernetFrame.Malformation)
    case arp(ARPPacket.Malformation)
    case ipv4(IPv4Packet.Malformation)
    case icmp(ICMPv4Message.Malformation)
    case udp(UDPDatagram.Malformation)
    /// The whole frame is read.
    case complete
    /// What the frame or packet carries has no view.
    case unknown
  }

  private(set) var end = End.complete
  /// All that accessors said, so that no call is for nothing.
  private(set) var digest: UInt64 = 0
  /// The lengths that a view claims disagree with each other or with its bytes.
  private(set) var isInconsistent = false

  private let verifyingChecksums: Bool

  init(_ frame: Span<UInt8>, verifyingChecksums: Bool = true) {
    self.init(verifyingChecksums: verifyingChecksums)
    readEthernet(frame)
  }

  init(verifyingChecksums: Bool = true) {
    self.verifyingChecksums = verifyingChecksums
  }

  mutating func readEthernet(_ bytes: Span<UInt8>) {
    do throws(EthernetFrame.Malformation) {
      let frame = try EthernetFrame(bytes)
      take(frame.destination)
      take(frame.source)
      take(frame.header.destination)
      require(frame.header.type == frame.type)
      require(frame.payload.count == bytes.count - 14)
      switch frame.type {
      case .arp: readARP(frame.payload)
      case .ipv4: readIPv4(frame.payload)
      default: end = .unknown
      }
    } catch {
      end = .ethernet(error)
    }
  }

  mutating func readARP(_ bytes: Span<UInt8>) {
    do throws(ARPPacket.Malformation) {
      let packet = try ARPPacket(bytes)
      take(packet.operation.rawValue)
      take(packet.senderHardware)
      take(packet.targetHardware)
      take(packet.senderProtocol.rawValue)
      take(packet.targetProtocol.rawValue)
      end = .complete
    } catch {
      end = .arp(error)
    }
  }

  mutating func readIPv4(_ bytes: Span<UInt8>) {
    do throws(IPv4Packet.Malformation) {
      let packet = try IPv4Packet(bytes, verifyingChecksum: verifyingChecksums)
      take(packet.typeOfService)
      take(packet.identification)
      take(packet.timeToLive)
      take(packet.headerChecksum)
      take(packet.source.rawValue)
      take(packet.destination.rawValue)
      require(packet.header.dontFragment == packet.dontFragment)
      require(packet.isFragment == (packet.moreFragments || packet.fragmentOffset > 0))
      require(0...65528 ~= packet.fragmentOffset && packet.fragmentOffset % 8 == 0)
      require(20...60 ~= packet.headerLength && packet.headerLength % 4 == 0)
      require(packet.options.count == packet.headerLength - 20)
      require(packet.headerLength + packet.payload.count == packet.totalLength)
      require(packet.bytes.count == packet.totalLength && packet.totalLength <= bytes.count)
      readOptions(packet.options)
      switch packet.protocol {
      case _ where packet.isFragment: end = .unknown
      case .icmp: readICMP(packet.payload)
      case .udp:
        readUDP(
          packet.payload,
          UDPPseudoHeader(source: packet.source, destination: packet.destination))
      default: end = .unknown
      }
    } catch {
      end = .ipv4(error)
    }
  }

  /// Options are read, but don't end the reading: a host ignores those that it cannot read.
  mutating func readOptions(_ bytes: Span<UInt8>) {
    var options = IPv4Options(bytes)
    var count = 0
    while let option = try? options.next() {
      take(option.kind.rawValue)
      require(option.offset + 2 + option.data.count <= bytes.count)
      count += 1
      // An option takes two bytes at least.
      guard count <= bytes.count / 2 else { return require(false) }
    }
  }

  mutating func readICMP(_ bytes: Span<UInt8>) {
    do throws(ICMPv4Message.Malformation) {
      let message = try ICMPv4Message(bytes, verifyingChecksum: verifyingChecksums)
      take(message.type.rawValue)
      take(message.code)
      take(message.checksum)
      take(message.restOfHeader)
      require(message.header.code == message.code)
      require(message.payload.count == bytes.count - 8)
      end = .complete
      // The quote in an error may be cut anywhere.
      guard message.type.isError else { return }
      var quote = Dissection(verifyingChecksums: verifyingChecksums)
      quote.readIPv4(message.payload)
      isInconsistent = isInconsistent || quote.isInconsistent
      take(quote.digest)
    } catch {
      end = .icmp(error)
    }
  }

  mutating func readUDP(_ bytes: Span<UInt8>, _ addresses: UDPPseudoHeader) {
    do throws(UDPDatagram.Malformation) {
      let datagram = try UDPDatagram(bytes, pseudoHeader: verifyingChecksums ? addresses : nil)
      take(datagram.sourcePort)
      take(datagram.destinationPort)
      take(datagram.checksum)
      require(datagram.header.sourcePort == datagram.sourcePort)
      require(datagram.payload.count == datagram.bytes.count - 8)
      require(datagram.bytes.count <= bytes.count)
      end = .complete
    } catch {
      end = .udp(error)
    }
  }

  private mutating func take(_ address: MACAddress) {
    take(address.high)
    take(address.low)
  }

  private mutating func take(_ value: some FixedWidthInteger) {
    digest = digest &* 31 &+ UInt64(truncatingIfNeeded: value)
  }

  private mutating func require(_ condition: Bool) {
    isInconsistent = isInconsistent || !condition
  }
}
