import NetStack

/// All features.
enum FuzzFeatures: StackFeatures {
  static var answersTimestamps: Bool { true }
  static var followsRedirects: Bool { true }
}

/// All features but address conflict detection.
enum QuietFuzzFeatures: StackFeatures {
  static var detectsAddressConflicts: Bool { false }
  static var answersTimestamps: Bool { true }
  static var followsRedirects: Bool { true }
}

/// Feeds an interface a script of frames, time and calls.
func fuzzInterface(_ input: [UInt8], _ journal: Journal) {
  var script = Script(input)
  let shape = script.byte()
  let wire = FuzzWire(seed: input, journal)
  let flags = script.byte()
  if flags & 1 != 0 {
    wire.capabilities.transmitChecksums = ChecksumSet(rawValue: flags >> 1 & 7)
  }
  if flags & 0x10 != 0 { wire.capabilities.maximumFrameSize = 590 }
  var configuration = InterfaceConfiguration(
    subnet: IPv4Subnet(IPv4Address(192, 0, 2, 2), prefixLength: 24),
    gateway: flags & 0x20 == 0 ? IPv4Address(192, 0, 2, 254) : nil)
  configuration.probesAddresses = flags & 0x40 != 0
  configuration.addressDefense =
    flags & 0x80 == 0 ? .defendOnce : shape & 0x80 == 0 ? .neverGiveUp : .giveUp
  configuration.seed = UInt64(shape)
  configuration.ingressBudget = Int(shape >> 4 & 7) + 1
  configuration.egressBudget = Int(shape >> 4 & 7) + 1
  if shape & 8 != 0 { configuration.icmpErrorsPerSecond = 1 }
  let device = FuzzDevice(wire: wire)
  switch shape & 3 {
  case 0:
    fuzz(
      Interface<FuzzDevice, FuzzFeatures, 3, 4, 2, 3, 2, 2, 3, 2, 2112>(
        device: device, configuration: configuration), wire, &script, configuration)
  case 1:
    fuzz(
      Interface<FuzzDevice, QuietFuzzFeatures, 2, 2, 1, 2, 1, 1, 1, 1, 700>(
        device: device, configuration: configuration), wire, &script, configuration)
  case 2:
    fuzz(
      MinimalInterface(device: device, configuration: configuration), wire, &script,
      configuration)
  default:
    fuzz(
      Interface<FuzzDevice, FuzzFeatures, 2, 1, 0, 1, 1, 4, 0, 0, 0>(
        device: device, configuration: configuration), wire, &script, configuration)
  }
}

private func fuzz<
  Features: StackFeatures, let addresses: Int, let neighbors: Int, let held: Int,
  let sockets: Int, let rawSockets: Int, let groups: Int, let destinations: Int,
  let reassemblies: Int, let datagram: Int
>(
  _ interface:
    consuming Interface<
      FuzzDevice, Features, addresses, neighbors, held, sockets, rawSockets, groups, destinations,
      reassemblies, datagram
    >, _ wire: FuzzWire, _ script: inout Script, _ configuration: InterfaceConfiguration
) {
  var run = InterfaceRun(interface, wire, configuration)
  run.perform(&script)
  run.rest()
}
