import CortexM
public import NetStack
import Services

extension Interface where Device == FeatureDevice {
  /// The least application: ARP, IPv4, ping and UDP echo. It is linked and never run.
  /// - Parameter prepare: uses the feature that is measured.
  public mutating func serve(_ prepare: (inout Self) -> Void = { _ in }) {
    startDevice()
    start(InterfaceConfiguration(subnet: IPv4Subnet(IPv4Address(192, 0, 2, 2), prefixLength: 24)))
    guard let echo = try? UDPEcho(on: &self) else { return }
    prepare(&self)
    while true {
      _ = poll(at: Instant(microseconds: SysTickClock.now)) { datagram, slot in
        echo.owns(datagram) ? echo.answer(datagram, slot) : slot.discard()
      }
    }
  }
}

@_extern(c, "main") func main()

/// The entry point that the linker script names.
@c(reset) public func reset() {
  MemoryImage.initialize()
  main()
}
