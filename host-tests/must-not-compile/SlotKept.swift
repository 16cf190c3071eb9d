// error: 'slot' consumed more than once
import Link

func keep(from device: inout some LinkDevice & ~Copyable) -> Int {
  var kept: TransmitSlot?
  _ = device.transmit { slot in
    kept = consume slot
    // Only the slot makes the receipt.
    return slot.discard()
  }
  return kept?.bytes.count ?? 0
}
