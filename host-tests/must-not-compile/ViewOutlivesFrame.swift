// error: lifetime-dependent value escapes its scope
import Wire

@_lifetime(immortal)
func frame() -> EthernetFrame? {
  let bytes = [UInt8](repeating: 0, count: 60)
  return try? EthernetFrame(bytes.span)
}
