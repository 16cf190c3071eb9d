// error: lifetime-dependent variable 'kept' escapes its scope
import Link

func keep(from device: inout some LinkDevice & ~Copyable) -> UInt8 {
  var kept = Span<UInt8>()
  _ = device.receive { frame, slot in
    kept = frame.bytes
    return slot.discard()
  }
  return kept[0]
}
