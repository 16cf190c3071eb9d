import Drivers
import Link
import Testing

typealias Device = LAN9118<ModelBus>
typealias CounterOf = @Sendable (DeviceCounters) -> UInt32

let station: [UInt8] = [0x02, 0, 0, 0, 0, 0x01]
let broadcast: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]
let allSystems: [6 of UInt8] = [0x01, 0x00, 0x5E, 0x00, 0x00, 0x01]

func start(_ model: LAN9118Model) throws(LAN9118Error) -> Device {
  try LAN9118(bus: ModelBus(model: model))
}

/// Why the driver does not start with the model as it is.
func startError(_ model: LAN9118Model) -> LAN9118Error? {
  do throws(LAN9118Error) {
    _ = try start(model)
    return nil
  } catch {
    return error
  }
}

/// A frame of `count` bytes to the station whose payload depends on `seed`.
func frame(_ count: Int, to destination: [UInt8] = station, seed: Int = 1) -> [UInt8] {
  (0..<count).map { i in
    i < 6 ? destination[i] : UInt8(truncatingIfNeeded: i &* 7 &+ seed &* 13)
  }
}

func array(_ span: Span<UInt8>) -> [UInt8] { span.indices.map { span[$0] } }

func array(_ address: [6 of UInt8]) -> [UInt8] { address.indices.map { address[$0] } }

/// Receives the oldest frame.
func receiveOne(_ device: inout Device) -> [UInt8]? {
  var bytes: [UInt8]?
  _ = device.receive { frame, slot in
    bytes = array(frame.bytes)
    return slot.discard()
  }
  return bytes
}

/// Receives until there is nothing left.
func receiveAll(_ device: inout Device) -> [[UInt8]] {
  var frames: [[UInt8]] = []
  while let frame = receiveOne(&device) { frames.append(frame) }
  return frames
}

@discardableResult
func send(_ bytes: [UInt8], _ device: inout Device) -> Bool {
  device.transmit { slot in
    var slot = slot
    for i in bytes.indices { slot.bytes[i] = bytes[i] }
    return slot.send(bytes.count)
  }
}

func expectNoViolations(_ model: LAN9118Model, _ location: SourceLocation = #_sourceLocation) {
  #expect(model.violations.isEmpty, "\(model.violations)", sourceLocation: location)
}
