import Foundation
import Link
import Testing
import Wrappers

@Suite struct CaptureDeviceTests {
  @Test("writes the header of a pcap file once, then a header for each frame")
  func bytes() {
    var recorder = CaptureDevice(MemoryDevice(), to: ByteCollector())
    recorder.now = 0x1_0203_0405 * 1_000_000 + 0x0A0B0
    recorder.transmit([1, 2, 3])
    recorder.device.arrive([4])
    #expect(recorder.receiveAll().map(\.bytes) == [[4]])
    // pcap-savefile(5), little-endian; the seconds have wrapped.
    #expect(
      recorder.observer.sink.bytes == [
        0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 1, 0, 0, 0,
        0x05, 0x04, 0x03, 0x02, 0xB0, 0xA0, 0, 0, 3, 0, 0, 0, 3, 0, 0, 0, 1, 2, 3,
        0x05, 0x04, 0x03, 0x02, 0xB0, 0xA0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 4,
      ])
  }

  @Test(
    "libpcap reads what went through, in order and with its time",
    arguments: ["arp", "ping", "udp-echo", "unreachable"])
  func readBack(name: String) throws {
    let frames = try TimedFrame.committed(name)
    var recorder = CaptureDevice(MemoryDevice(), to: ByteCollector())
    for (index, frame) in frames.enumerated() {
      recorder.now = frame.microseconds
      if index.isMultiple(of: 2) {
        recorder.device.arrive(frame.bytes)
        #expect(recorder.receiveAll() == [HandedFrame(bytes: frame.bytes)])
      } else {
        recorder.transmit(frame.bytes)
        #expect(recorder.device.takeSent() == [frame.bytes])
      }
    }
    let path = FileManager.default.temporaryDirectory.appending(path: "Wrappers-\(UUID()).pcap")
    defer { try? FileManager.default.removeItem(at: path) }
    try Data(recorder.observer.sink.bytes).write(to: path)
    #expect(try TimedFrame.all(path: path.path(percentEncoded: false)) == frames)
  }

  @Test("records neither a slot that is given back nor one that there is none of")
  func silent() {
    var recorder = CaptureDevice(MemoryDevice(), to: ByteCollector())
    #expect(recorder.transmit { slot in slot.discard() })
    recorder.device.freeSlots = 0
    recorder.device.arrive([1])
    #expect(recorder.transmit([2]) == false)
    #expect(recorder.receiveAll() == [])
    #expect(recorder.observer.sink.bytes.count == 24)
  }
}
