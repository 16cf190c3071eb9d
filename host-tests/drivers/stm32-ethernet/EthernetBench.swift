import Drivers
import EthernetModel
import Link
import Testing

/// Memory, model and time of one device under test, and the rules of the barriers between them.
final class EthernetBench {
  typealias Device = STM32Ethernet<BenchBus, BenchMemory, BenchClock, 4, 4>

  static let megahertz: UInt32 = 180

  let memory: SharedMemory
  let model: EthernetModel
  /// Frames that went out over the cable.
  var sent: [[UInt8]] = []
  /// Breaches of the order that barriers make.
  var disorders: [String] = []

  init(busAddress: UInt32 = 0x2000_0400, byteCount: Int = Device.memoryByteCount) {
    memory = SharedMemory(busAddress: busAddress, byteCount: byteCount)
    model = EthernetModel(memory: memory, hclkMegahertz: Self.megahertz)
    model.onTransmit = { [unowned self] in sent.append($0) }
  }

  func device(
    address: [UInt8] = station, megahertz: UInt32 = EthernetBench.megahertz,
    phyAddress: UInt32 = 0, usesChecksumOffload: Bool = true
  ) throws(STM32EthernetError) -> Device {
    model.hclkMegahertz = megahertz
    return try STM32Ethernet(
      bus: BenchBus(bench: self), memory: BenchMemory(bench: self),
      clock: BenchClock(model: model),
      address: [address[0], address[1], address[2], address[3], address[4], address[5]],
      megahertz: megahertz, phyAddress: phyAddress, usesChecksumOffload: usesChecksumOffload)
  }

  /// A device whose link has come up.
  func linkedDevice(usesChecksumOffload: Bool = true) throws -> Device {
    var device = try device(usesChecksumOffload: usesChecksumOffload)
    device.enableInterrupts()
    bringUp(&device)
    try #require(device.linkState.isUp)
    sent = []
    return device
  }

  /// Why the device does not start.
  func startError(
    address: [UInt8] = station, megahertz: UInt32 = EthernetBench.megahertz,
    phyAddress: UInt32 = 0
  ) -> STM32EthernetError? {
    do throws(STM32EthernetError) {
      _ = try device(address: address, megahertz: megahertz, phyAddress: phyAddress)
      return nil
    } catch {
      return error
    }
  }

  /// Ends negotiation and lets the device see it.
  func bringUp(_ device: inout Device) {
    model.phy.completeNegotiation()
    settle(&device)
  }

  /// Lets the loop run for a while, 250 ms unless told.
  func settle(_ device: inout Device, milliseconds: Int = 250) {
    for _ in 0..<milliseconds {
      model.advance(microseconds: 1000)
      for _ in 0..<20 {
        _ = device.updateLink()
        guard device.rearmInterrupt() else { break }
      }
    }
  }

  /// A register as the model has it.
  subscript(offset: Int) -> UInt32 { model.peek(offset) }

  func receiveDescriptor(_ index: Int, word: Int = 0) -> UInt32 {
    memory.word(32 * index + 4 * word)
  }

  func transmitDescriptor(_ index: Int, word: Int = 0) -> UInt32 {
    memory.word(32 * (4 + index) + 4 * word)
  }

  /// Whether every receive descriptor is the DMA's and no transmit descriptor is.
  var isAtRest: Bool {
    (0..<4).allSatisfy {
      receiveDescriptor($0) & 1 << 31 != 0 && transmitDescriptor($0) & 1 << 31 == 0
    }
  }

  func expectNoViolations(_ location: SourceLocation = #_sourceLocation) {
    #expect(model.violations == [], sourceLocation: location)
    #expect(disorders == [], sourceLocation: location)
  }
}

/// Offsets of registers, as a test looks at them.
enum ETH {
  static let maccr = 0x000
  static let macffr = 0x004
  static let machthr = 0x008
  static let machtlr = 0x00C
  static let macmiiar = 0x010
  static let macfcr = 0x018
  static let dbgr = 0x034
  static let maca0hr = 0x040
  static let maca0lr = 0x044
  static let rdlar = 0x100C
  static let tdlar = 0x1010
  static let bmr = 0x1000
  static let sr = 0x1014
  static let omr = 0x1018
  static let ier = 0x101C
}
