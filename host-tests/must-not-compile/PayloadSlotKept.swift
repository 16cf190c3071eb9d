// error: lifetime-dependent variable 'kept' escapes its scope
import NetStack

func keep<Device: LinkDevice & ~Copyable>(
  from interface: inout StandardInterface<Device>, at now: Instant
) -> Int {
  var kept: PayloadSlot?
  _ = interface.poll(at: now) { _, slot in
    kept = consume slot
    fatalError("without a receipt there is no way out")
  }
  return kept?.bytes.count ?? 0
}
