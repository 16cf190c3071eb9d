import Drivers
import Testing

@Suite("CMSDK UART")
struct CMSDKUARTTests {
  let recording = RecordingBus.Recording()

  @Test("sets the divisor, then turns both directions on")
  func start() {
    _ = CMSDKUART(bus: RecordingBus(recording: recording), baudDivisor: 217)
    #expect(recording.stores == [.init(offset: 0x10, value: 217), .init(offset: 0x08, value: 3)])
  }

  @Test("raises the divisor to the least that the UART accepts", arguments: [0, 1, 15])
  func leastDivisor(divisor: UInt32) {
    _ = CMSDKUART(bus: RecordingBus(recording: recording), baudDivisor: divisor)
    #expect(recording.stores.first == .init(offset: 0x10, value: 16))
  }

  @Test("writes a byte when there is room")
  func write() {
    var uart = CMSDKUART(bus: RecordingBus(recording: recording), baudDivisor: 217)
    uart.write(byte: 0x41)
    #expect(recording.stores.last == .init(offset: 0x00, value: 0x41))
    #expect(uart.droppedBytes == 0)
  }

  @Test("a host that reads nothing costs one wait, and a counted byte per byte")
  func stuckHost() {
    var uart = CMSDKUART(bus: RecordingBus(recording: recording), baudDivisor: 217)
    recording.values[0x04] = 1
    recording.stores = []
    uart.write(byte: 0x41)
    let pollsOfFirst = recording.loads.count
    uart.write(byte: 0x42)
    #expect(pollsOfFirst == 250_000)
    #expect(recording.loads.count == pollsOfFirst + 1)
    #expect(recording.stores == [])
    #expect(uart.droppedBytes == 2)
    recording.values[0x04] = 0
    uart.write(byte: 0x43)
    #expect(recording.stores == [.init(offset: 0x00, value: 0x43)])
    #expect(uart.droppedBytes == 2)
  }

  @Test("reads a byte and takes its interrupt back first")
  func read() {
    var uart = CMSDKUART(bus: RecordingBus(recording: recording), baudDivisor: 217)
    let nothing = uart.read()
    #expect(nothing == nil)
    recording.values = [0x04: 2, 0x00: 0x5A]
    recording.stores = []
    recording.loads = []
    let byte = uart.read()
    #expect(byte == 0x5A)
    #expect(recording.stores == [.init(offset: 0x0C, value: 2)])
    #expect(recording.loads == [0x04, 0x00])
  }

  @Test("interrupts on received bytes when asked to")
  func receiveInterrupt() {
    var uart = CMSDKUART(bus: RecordingBus(recording: recording), baudDivisor: 217)
    uart.enableReceiveInterrupt()
    #expect(recording.stores.last == .init(offset: 0x08, value: 0xB))
  }
}
