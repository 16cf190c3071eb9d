// error: lifetime-dependent variable 'kept' escapes its scope
import NetStack

func keep<Device: LinkDevice & ~Copyable>(
  from interface: inout StandardInterface<Device>, at now: Instant
) -> UInt8 {
  var kept = Span<UInt8>()
  _ = interface.poll(at: now) { datagram, slot in
    kept = datagram.payload
    return slot.discard()
  }
  return kept[0]
}
