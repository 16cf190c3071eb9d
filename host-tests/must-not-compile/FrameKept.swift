// error: 'frame' is borrowed and cannot be consumed
import Link

func keep(from device: inout some LinkDevice & ~Copyable) {
  _ = device.receive { frame, slot in
    let kept = frame
    _ = kept.bytes.count
    return slot.discard()
  }
}
