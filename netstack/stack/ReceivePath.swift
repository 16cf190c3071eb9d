/// What a received frame passes behind the device.
///
/// Functions rather than methods: each goes on in the next without a call, with the arguments where
/// they came.
struct ReceivePath<
  Features: StackFeatures, let addressCapacity: Int, let neighborCapacity: Int,
  let heldCapacity: Int, let socketCapacity: Int, let rawSocketCapacity: Int,
  let groupCapacity: Int, let destinationCapacity: Int, let reassemblyCapacity: Int,
  let datagramCapacity: Int
>: ~Copyable {
  // First, to be found where the path is.
  var host = IPv4Host<
    Features, addressCapacity, neighborCapacity, heldCapacity, socketCapacity, rawSocketCapacity,
    groupCapacity, destinationCapacity, datagramCapacity
  >()
  var reassembler = Reassembler<reassemblyCapacity, datagramCapacity>()

  /// Takes in one frame and settles the slot that comes with it.
  @inline(__always)
  static func receive(
    _ received: borrowing ReceivedFrame, _ slot: consuming TransmitSlot, _ path: inout Self,
    _ handler: DatagramHandler, _ packetHandler: PacketHandler
  ) -> TransmitReceipt {
    guard let frame = EthernetFrame(whole: received.bytes) else {
      return path.host.drop(slot, .frameTruncated)
    }
    if frame.type == .arp { return IPv4Host.receiveARP(received, slot, &path.host) }
    return Features.predictsHeaders && frame.destination == path.host.hardwareAddress
      ? receiveOurs(received, slot, &path, handler, packetHandler)
      : receiveOthers(received, slot, &path, handler, packetHandler)
  }

  /// Takes in a frame to our station alone.
  @inline(never)
  private static func receiveOurs(
    _ received: borrowing ReceivedFrame, _ slot: consuming TransmitSlot, _ path: inout Self,
    _ handler: DatagramHandler, _ packetHandler: PacketHandler
  ) -> TransmitReceipt {
    let verified = received.verifiedChecksums
    if let frame = EthernetFrame(whole: received.bytes),
      let packet = path.host.plainPacket(in: frame, verified),
      let neighbor = path.host.neighbors.hear(packet.source, from: frame.source, at: path.host.now)
    {
      if path.host.isPlainEcho(packet, room: slot.bytes.count) {
        return path.host.receiveEcho(packet, of: neighbor, in: frame, verified, slot)
      }
      if let socket = path.host.soleSocket(for: packet) {
        return path.host.receiveDatagram(
          packet, for: socket, of: neighbor, in: frame, verified, slot, handler)
      }
    }
    return receiveAny(received, slot, &path, handler, packetHandler)
  }

  /// Takes in a frame to another station, or to many; without prediction all.
  @inline(never)
  private static func receiveOthers(
    _ received: borrowing ReceivedFrame, _ slot: consuming TransmitSlot, _ path: inout Self,
    _ handler: DatagramHandler, _ packetHandler: PacketHandler
  ) -> TransmitReceipt {
    guard let frame = EthernetFrame(whole: received.bytes),
      frame.destination.isGroup
        || !Features.predictsHeaders && frame.destination == path.host.hardwareAddress
    else { return path.host.drop(slot, .frameNotForUs) }
    if frame.destination.isGroup, let outcome = path.host.noiseOutcome(of: frame) {
      return path.host.drop(slot, outcome)
    }
    return receiveAny(received, slot, &path, handler, packetHandler)
  }

  /// Takes in a frame of anybody that is for us.
  @inline(__always)
  private static func receiveAny(
    _ received: borrowing ReceivedFrame, _ slot: consuming TransmitSlot, _ path: inout Self,
    _ handler: DatagramHandler, _ packetHandler: PacketHandler
  ) -> TransmitReceipt {
    guard let frame = EthernetFrame(whole: received.bytes), !frame.source.isGroup else {
      return path.host.drop(slot, .frameSourceIsGroup)
    }
    guard frame.type == .ipv4 else { return path.host.drop(slot, .etherTypeUnknown) }
    return receiveIPv4(received, slot, &path, handler, packetHandler)
  }

  /// Takes in a packet of anybody.
  @inline(never)
  private static func receiveIPv4(
    _ received: borrowing ReceivedFrame, _ slot: consuming TransmitSlot, _ path: inout Self,
    _ handler: DatagramHandler, _ packetHandler: PacketHandler
  ) -> TransmitReceipt {
    var answer = OutgoingFrame(slot, limit: path.host.capabilities.maximumFrameSize)
    let outcome = path.host.receiveIPv4(
      received.bytes, received.verifiedChecksums, &answer, &path.reassembler, handler,
      packetHandler)
    path.host.counters.count(outcome)
    return answer.settle()
  }
}
