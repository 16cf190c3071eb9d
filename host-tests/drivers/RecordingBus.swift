import Drivers

/// A bus that notes what is written and answers reads as the test says.
struct RecordingBus: RegisterBus {
  final class Recording {
    struct Store: Equatable {
      var offset: Int
      var value: UInt32
    }

    var stores: [Store] = []
    var loads: [Int] = []
    /// What each offset reads as; 0 when missing.
    var values: [Int: UInt32] = [:]
  }

  let recording: Recording

  func load(_ offset: Int) -> UInt32 {
    recording.loads.append(offset)
    return recording.values[offset] ?? 0
  }

  func store(_ value: UInt32, at offset: Int) {
    recording.stores.append(.init(offset: offset, value: value))
  }
}
