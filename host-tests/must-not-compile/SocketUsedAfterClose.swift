// error: 'socket' used after consume
import NetStack

func use<Device: LinkDevice & ~Copyable>(
  _ interface: inout StandardInterface<Device>, at now: Instant
) throws(BindError) -> UInt16 {
  let socket = try interface.bind(port: 7)
  interface.close(socket, at: now)
  return interface.port(of: socket)
}
