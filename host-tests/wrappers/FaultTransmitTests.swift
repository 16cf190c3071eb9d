import Link
import Testing
import Wrappers

/// Faults on the way out.
@Suite struct FaultTransmitTests {
  private func transmit(
    _ frames: [[UInt8]], _ faults: LinkFaults
  ) -> (frames: [[UInt8]], counters: FaultCounters) {
    var injector = injector(transmitting: faults)
    for frame in frames { injector.transmit(frame) }
    #expect(injector.transmitting.counters.frames == frames.count)
    #expect(injector.transmitting.counters.out == injector.device.sent.count)
    return (injector.device.sent, injector.transmitting.counters)
  }

  @Test("without faults every frame is sent as it is")
  func none() {
    let result = transmit([[1], [2], [3]], LinkFaults())
    #expect(result.frames == [[1], [2], [3]])
    #expect(result.counters.passed == 3)
  }

  @Test("drops, also what is too long")
  func drop() {
    #expect(transmit([[1], [2]], faults { $0.drop = .always }).frames == [])
    #expect(transmit([[1], [2, 2]], faults { $0.sizeLimit = 1 }).frames == [[1]])
  }

  @Test("changes one octet")
  func corrupt() {
    let frame = pattern(64)
    let result = transmit(
      [[UInt8]](repeating: frame, count: 1000), faults { $0.corrupt = .always })
    let changes = result.frames.map { changed in frame.indices.filter { changed[$0] != frame[$0] } }
    #expect(changes.allSatisfy { $0.count == 1 })
    #expect(Set(changes.joined()) == Set(frame.indices))
  }

  @Test("changes nothing that the device would compute a checksum over")
  func offloaded() {
    let frame = udpFrame(pattern(64))
    var injector = injector(transmitting: faults { $0.corrupt = .always })
    injector.device.offloaded = .udp
    for _ in 0..<500 { injector.transmit(frame) }
    let changes = injector.device.sent.map { sent in
      frame.indices.filter { sent[$0] != frame[$0] }
    }
    #expect(changes.allSatisfy { $0.count == 1 })
    #expect(Set(changes.joined()) == Set(0..<14))
  }

  @Test("sends a frame twice")
  func duplicate() {
    let result = transmit([[1], [2]], faults { $0.duplicate = .always })
    #expect(result.frames == [[1], [1], [2], [2]])
    #expect(result.counters.duplicated == 2)
  }

  @Test("delays a frame until the next was sent")
  func reorder() {
    let result = transmit([[1], [2], [3], [4]], faults { $0.reorder = .always })
    #expect(result.frames == [[2], [1], [4], [3]])
    #expect(result.counters.reordered == 2)
  }

  @Test("lets a changed frame bring a delayed one forward, and a lost one not")
  func reorderAndOthers() {
    var injector = injector(transmitting: faults { $0.reorder = .always })
    injector.transmit([1])
    injector.transmitting.faults = faults { $0.drop = .always }
    injector.transmit([2])
    #expect(injector.device.sent == [])
    injector.transmitting.faults = faults { $0.corrupt = .always }
    injector.transmit([3])
    #expect(injector.device.sent.count == 2)
    #expect(injector.device.sent.last == [1])
  }

  @Test("sends what waits as soon as the device has a slot, before anything else")
  func noSlot() {
    var injector = injector(transmitting: faults { $0.duplicate = .always })
    injector.device.freeSlots = 1
    injector.transmit([1])
    #expect(injector.device.takeSent() == [[1]])
    #expect(injector.transmit([2]) == false)
    injector.device.freeSlots = 1
    #expect(injector.transmit([2]) == false)
    #expect(injector.device.takeSent() == [[1]])
    injector.device.freeSlots = nil
    #expect(injector.transmit([2]) == true)
    #expect(injector.device.takeSent() == [[2], [2]])
  }

  @Test("sends what waits also when it is asked for frames")
  func receiving() {
    var injector = injector(transmitting: faults { $0.duplicate = .always })
    injector.device.freeSlots = 1
    injector.transmit([1])
    injector.device.freeSlots = nil
    #expect(injector.receiveAll() == [])
    #expect(injector.device.takeSent() == [[1], [1]])
  }

  @Test("treats answers as other frames")
  func answers() {
    var injector = injector(transmitting: faults { $0.duplicate = .always })
    injector.device.arrive([1])
    #expect(injector.receive { _, slot in slot.send(copying: [9]) })
    #expect(injector.device.sent == [[9], [9]])
    #expect(injector.transmitting.counters.duplicated == 1)
  }

  @Test("counts no slot that is given back")
  func discarded() {
    var injector = injector(transmitting: faults { $0.duplicate = .always })
    #expect(injector.transmit { slot in slot.discard() })
    #expect(injector.transmitting.counters.frames == 0)
    #expect(injector.device.sent == [])
  }
}
