import Link
import Testing

@Suite struct DeviceCountersTests {
  @Test("a device has counted nothing when it starts")
  func zeros() {
    for counter in Mirror(reflecting: DeviceCounters()).children {
      #expect(counter.value as? UInt32 == 0, "\(counter.label ?? "")")
    }
  }
}
