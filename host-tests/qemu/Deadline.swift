import Foundation
import Glibc

/// The end of a bounded wait.
struct Deadline {
  private let end: TimeInterval

  init(seconds: Double) {
    end = ProcessInfo.processInfo.systemUptime + seconds
  }

  var hasPassed: Bool { ProcessInfo.processInfo.systemUptime >= end }

  /// Waits for something to read.
  /// - Returns: false when nothing came in time.
  func awaitInput(on descriptor: Int32) -> Bool {
    let remaining = max(0, end - ProcessInfo.processInfo.systemUptime)
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&request, 1, Int32(remaining * 1000)) > 0
  }
}
