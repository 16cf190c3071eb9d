// error: 'UDPSocket' initializer is inaccessible due to 'internal' protection level
import NetStack

func forge(_ id: UDPSocketID) -> UDPSocket {
  UDPSocket(id: id)
}
