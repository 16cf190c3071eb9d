import CortexM
public import NetStack
import Services

extension Interface where Device == FrameMemory {
  /// The least application: ARP, IPv4, ping and UDP echo.
  /// - Parameter prepare: uses a feature.
  @inline(__always)
  public mutating func serve(_ prepare: (inout Self) -> Void = { _ in }) {
    var configuration = InterfaceConfiguration(
      subnet: IPv4Subnet(IPv4Address(rawValue: LoadedMemory.address), prefixLength: 24))
    // Used at once: the first frames are not to be lost.
    configuration.probesAddresses = false
    // One after the other, so that what is due is sent between them.
    configuration.ingressBudget = 1
    start(configuration)
    guard let echo = try? UDPEcho(on: &self) else { return }
    prepare(&self)
    let depth = Run.measure { turn(echo, at: $0) }
    Run.report(device.counters, depth: depth, packetRoom: Self.footprint.packetRoom)
  }

  /// - Returns: where the frame of the application ends.
  @inline(never)
  private mutating func turn(_ echo: borrowing UDPEcho, at now: Instant) -> UInt {
    _ = poll(at: now) { datagram, slot in
      echo.owns(datagram) ? echo.answer(datagram, slot) : slot.discard()
    }
    return MainStack.pointer
  }
}
