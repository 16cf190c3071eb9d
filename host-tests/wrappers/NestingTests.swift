import Link
import NetStack
import Testing
import Wrappers

/// Wrappers around wrappers.
@Suite struct NestingTests {
  private typealias Nested = Tracer<CaptureDevice<Injector, ByteCollector>, TextCollector>

  private func nested() -> Nested {
    Tracer(CaptureDevice(injector(), to: ByteCollector()), to: TextCollector())
  }

  @Test("tell what the device tells")
  func properties() {
    var device = nested()
    device.device.device.device.offloaded = [.udp]
    device.device.device.device.linkState = .up(.megabits10, .half)
    device.device.device.device.counters.linkChanges = 7
    #expect(Array(device.hardwareAddress) == [2, 0, 0, 0, 0, 2])
    #expect(device.capabilities.transmitChecksums == .udp)
    #expect(device.capabilities.maximumFrameSize == 1514)
    #expect(device.linkState == .up(.megabits10, .half))
    #expect(device.counters.linkChanges == 7)
  }

  @Test("hand membership of groups to the device")
  func groups() {
    var device = nested()
    #expect(device.join(multicast: [1, 0, 0x5E, 0, 0, 1]) == true)
    #expect(device.join(multicast: [1, 0, 0x5E, 0, 0, 2]) == true)
    device.leave(multicast: [1, 0, 0x5E, 0, 0, 1])
    #expect(device.device.device.device.groups == [[1, 0, 0x5E, 0, 0, 2]])
  }

  @Test("each see the frames that the ones between them let through")
  func order() {
    var device = Tracer(
      FaultInjector(Tracer(MemoryDevice(), to: TextCollector()), random: seeded(1)),
      to: TextCollector())
    device.device.receiving.faults.drop = .always
    device.device.transmitting.faults.duplicate = .always
    device.device.device.device.arrive(udpFrame([1]))
    #expect(device.receiveAll() == [])
    device.transmit(udpFrame([2, 2]))
    let (sent, received) = (
      "0.000000 > IP 192.0.2.1.40000 > 192.0.2.2.7: UDP, length 2",
      "0.000000 < IP 192.0.2.1.40000 > 192.0.2.2.7: UDP, length 1"
    )
    #expect(device.observer.sink.lines == [sent])
    #expect(device.device.device.observer.sink.lines == [received, sent, sent])
  }

  @Test("settle a slot of theirs once for each of the stack's", arguments: [0, 1, 60, 1514, 9999])
  func settled(length: Int) {
    var device = nested()
    #expect(device.transmit { slot in slot.send(length) })
    let sent = device.device.device.device.sent
    #expect(sent.map(\.count) == (length == 0 ? [] : [min(length, 1514)]))
    #expect(device.device.device.device.counters.transmittedFrames == sent.count)
  }
}
