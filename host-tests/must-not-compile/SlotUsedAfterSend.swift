// error: 'slot' used after consume
import Link

func send(on device: inout some LinkDevice & ~Copyable) -> Bool {
  device.transmit { slot in
    var slot = slot
    let receipt = slot.send(60)
    slot.bytes[0] = 1
    return receipt
  }
}
