// error: 'slot' consumed more than once
import NetStack

func keep<Device: LinkDevice & ~Copyable>(
  from interface: inout StandardInterface<Device>, at now: Instant
) -> Int {
  var kept: PayloadSlot?
  _ = interface.poll(at: now) { _, slot in
    kept = consume slot
    // Only the slot makes the receipt.
    return slot.discard()
  }
  return kept?.bytes.count ?? 0
}
