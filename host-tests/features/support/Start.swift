import CortexM
public import Drivers
public import NetStack
import Services

/// The device of the images that are measured.
public typealias FeatureDevice = LAN9118<MemoryMappedBus>

extension Interface where Device == FeatureDevice {
  /// An interface on the Ethernet controller of the mps2-an386.
  public init() {
    // Nothing is read from this address, since nothing runs.
    self.init(unstarted: unsafe LAN9118(unstarted: MemoryMappedBus(baseAddress: 0x4020_0000)))
  }

  /// The least application: ARP, IPv4, ping and UDP echo. It is linked and never run.
  /// - Parameter prepare: uses the feature that is measured.
  public mutating func serve(_ prepare: (inout Self) -> Void = { _ in }) {
    try? device.start()
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
