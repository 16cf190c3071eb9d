import FuzzTargets

/// What there is to fuzz, by the names of `FUZZ_TARGET`.
enum HostTarget: String, CaseIterable {
  case wire
  case interface
  case reassembly
  case heap
  case lan9118
  case stm32Ethernet = "stm32-ethernet"
  case pcap

  func run(_ input: [UInt8]) {
    let journal = Journal()
    switch self {
    case .wire: FuzzTarget.wire.run(input, journal)
    case .interface: FuzzTarget.interface.run(input, journal)
    case .reassembly: FuzzTarget.reassembly.run(input, journal)
    case .heap: FuzzTarget.heap.run(input, journal)
    case .lan9118: FuzzTarget.lan9118.run(input, journal)
    case .stm32Ethernet: fuzzSTM32Ethernet(input)
    case .pcap: fuzzPcap(input)
    }
  }
}
