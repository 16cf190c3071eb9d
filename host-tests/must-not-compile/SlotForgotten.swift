// error: cannot convert value of type '()' to closure result type 'TransmitReceipt'
import Link

func send(on device: inout some LinkDevice & ~Copyable) -> Bool {
  device.transmit { slot in
    _ = slot.bytes.count
  }
}
