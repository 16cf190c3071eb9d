// error: overlapping accesses to 'bytes', but modification requires exclusive access
import Wire

func type(of bytes: consuming [UInt8]) -> EtherType? {
  guard let frame = try? EthernetFrame(bytes.span) else { return nil }
  bytes = []
  return frame.type
}
