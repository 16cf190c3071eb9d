import EthernetModel
import Drivers
import Link

extension EthernetBench {
  /// Receives the oldest frame.
  func receiveOne(_ device: inout Device) -> [UInt8]? { receiveVerified(&device)?.bytes }

  func receiveVerified(_ device: inout Device) -> (bytes: [UInt8], verified: ChecksumSet)? {
    var result: (bytes: [UInt8], verified: ChecksumSet)?
    _ = device.receive { frame, slot in
      result = (array(frame.bytes), frame.verifiedChecksums)
      return slot.discard()
    }
    return result
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

  /// Whether frames go both ways.
  func isInService(_ device: inout Device) -> Bool {
    sent = []
    let incoming = frame(100, seed: 77)
    model.receive(incoming)
    let arrived = receiveAll(&device)
    send(frame(90, seed: 78), &device)
    return arrived == [incoming] && sent == [frame(90, seed: 78)]
  }
}
