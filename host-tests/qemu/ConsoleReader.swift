import Foundation
import Glibc

/// What a process writes, read as it comes.
final class ConsoleReader {
  let pipe = Pipe()
  private(set) var transcript = ""
  private var searched = 0
  private var hasEnded = false

  func closeWritingEnd() {
    try? pipe.fileHandleForWriting.close()
  }

  /// Reads until `text` has come after what earlier calls found.
  func await(_ text: String, seconds: Double) throws {
    let deadline = Deadline(seconds: seconds)
    while true {
      let rest = transcript.dropFirst(searched)
      if let range = rest.range(of: text) {
        searched += rest.distance(from: rest.startIndex, to: range.upperBound)
        return
      }
      guard !hasEnded else { throw Failure("the board ended before '\(text)':\n\(transcript)") }
      guard read(before: deadline) else {
        throw Failure("no '\(text)' within \(seconds) s:\n\(transcript)")
      }
    }
  }

  func awaitEnd(seconds: Double) throws {
    let deadline = Deadline(seconds: seconds)
    while !hasEnded {
      guard read(before: deadline) else {
        throw Failure("still running after \(seconds) s:\n\(transcript)")
      }
    }
  }

  /// - Returns: false when nothing came in time.
  private func read(before deadline: Deadline) -> Bool {
    let descriptor = pipe.fileHandleForReading.fileDescriptor
    guard deadline.awaitInput(on: descriptor) else { return false }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = unsafe buffer.withUnsafeMutableBytes { bytes in
      unsafe Glibc.read(descriptor, bytes.baseAddress, bytes.count)
    }
    guard count > 0 else {
      hasEnded = true
      return true
    }
    transcript += String(decoding: buffer.prefix(count), as: UTF8.self)
    return true
  }
}
