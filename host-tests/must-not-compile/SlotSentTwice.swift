// error: 'slot' consumed more than once
import Link

func send(on device: inout some LinkDevice & ~Copyable) -> Bool {
  device.transmit { slot in
    let receipt = slot.send(60)
    _ = slot.send(60)
    return receipt
  }
}
