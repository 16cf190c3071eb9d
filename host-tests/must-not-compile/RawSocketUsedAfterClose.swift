// error: 'socket' used after consume
import NetStack

func use<Device: LinkDevice & ~Copyable>(
  _ interface: inout StandardInterface<Device>
) throws(RawSocketError) -> UInt16? {
  let socket = try interface.bindEcho()
  interface.close(socket)
  return interface.identifier(of: socket)
}
