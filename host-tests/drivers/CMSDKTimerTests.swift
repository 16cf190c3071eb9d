import Drivers
import Testing

@Suite("CMSDK timer")
struct CMSDKTimerTests {
  let recording = RecordingBus.Recording()

  @Test("is stopped and quiet at first")
  func initial() {
    _ = CMSDKTimer(bus: RecordingBus(recording: recording))
    #expect(recording.stores == [.init(offset: 0x00, value: 0), .init(offset: 0x0C, value: 1)])
  }

  @Test("forgets the last alarm, loads the ticks and counts with its interrupt on")
  func start() {
    var timer = CMSDKTimer(bus: RecordingBus(recording: recording))
    recording.stores = []
    timer.start(ticks: 25_000)
    #expect(
      recording.stores == [
        .init(offset: 0x00, value: 0), .init(offset: 0x0C, value: 1),
        .init(offset: 0x08, value: 25_000), .init(offset: 0x04, value: 25_000),
        .init(offset: 0x00, value: 9),
      ])
  }

  @Test("zero ticks are one: the timer would never fire")
  func zeroTicks() {
    var timer = CMSDKTimer(bus: RecordingBus(recording: recording))
    timer.start(ticks: 0)
    #expect(recording.stores.contains(.init(offset: 0x04, value: 1)))
    #expect(recording.stores.contains(.init(offset: 0x08, value: 1)))
  }

  @Test("stops before it takes the interrupt back, so that the alarm rings once")
  func acknowledge() {
    var timer = CMSDKTimer(bus: RecordingBus(recording: recording))
    timer.start(ticks: 100)
    recording.stores = []
    timer.acknowledge()
    #expect(recording.stores == [.init(offset: 0x00, value: 0), .init(offset: 0x0C, value: 1)])
  }

  @Test("stopping leaves a raised interrupt alone")
  func stop() {
    var timer = CMSDKTimer(bus: RecordingBus(recording: recording))
    recording.stores = []
    timer.stop()
    #expect(recording.stores == [.init(offset: 0x00, value: 0)])
  }
}
