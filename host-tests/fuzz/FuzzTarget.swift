/// What there is to fuzz.
enum FuzzTarget: String, CaseIterable {
  case wire
  case interface
  case reassembly
  case heap
  case lan9118
  case stm32Ethernet = "stm32-ethernet"
  case pcap

  func run(_ input: [UInt8]) {
    switch self {
    case .wire: fuzzWire(input)
    case .interface: fuzzInterface(input)
    case .reassembly: fuzzReassembly(input)
    case .heap: fuzzHeap(input)
    case .lan9118: fuzzLAN9118(input)
    case .stm32Ethernet: fuzzSTM32Ethernet(input)
    case .pcap: fuzzPcap(input)
    }
  }
}
