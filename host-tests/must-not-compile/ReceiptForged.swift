// error: 'TransmitReceipt' initializer is inaccessible due to 'internal' protection level
import Link

func send(on device: inout some LinkDevice & ~Copyable) -> Bool {
  device.transmit { _ in TransmitReceipt(length: 60) }
}
