// compiles: what each of the other snippets does wrong is right here.
import NetStack

struct Listener<Device: LinkDevice & ~Copyable>: ~Copyable {
  var interface: StandardInterface<Device>
  var count = 0

  mutating func poll(at now: Instant) -> Instant? {
    var received = 0
    let deadline = interface.poll(at: now) { datagram, slot in
      received += datagram.payload.count
      return slot.send(copying: datagram.payload)
    }
    count += received
    return deadline
  }

  mutating func bindAndClose(at now: Instant) throws(BindError) -> UInt16 {
    let socket = try interface.bind(port: 7)
    let port = interface.port(of: socket)
    interface.close(socket, at: now)
    return port
  }
}

func sendEmptyFrame(on device: inout some LinkDevice & ~Copyable) -> Bool {
  device.transmit { slot in
    var slot = slot
    slot.bytes[0] = 1
    return slot.send(60)
  }
}

func countBytes(on device: inout some LinkDevice & ~Copyable) -> Int {
  var count = 0
  _ = device.receive { frame, slot in
    count = frame.bytes.count
    return slot.discard()
  }
  return count
}

func readType(_ bytes: [UInt8]) -> EtherType? {
  guard let frame = try? EthernetFrame(bytes.span) else { return nil }
  return frame.type
}
