import Foundation

/// What an interface of this namespace has sent: to a TAP's reader, or nowhere because its queue
/// was full.
struct LinkCounters {
  let delivered: Int
  let refused: Int

  init(interface: String) throws {
    let table = try String(contentsOfFile: "/proc/self/net/dev", encoding: .utf8)
    for line in table.split(separator: "\n") {
      let parts = line.split(separator: ":")
      guard parts.count == 2, parts[0].trimmingCharacters(in: .whitespaces) == interface else {
        continue
      }
      // Eight numbers of what was received come first: bytes, packets, errors and drops lead both.
      let numbers = parts[1].split(separator: " ").compactMap { Int($0) }
      guard numbers.count >= 12 else { break }
      delivered = numbers[9]
      refused = numbers[11]
      return
    }
    throw UsageError("there is no interface \(interface)")
  }
}
