import FuzzTargets

/// One input of a batch.
struct Record {
  /// The file that it comes from, as the user named it.
  let name: String
  let target: FuzzTarget
  let input: [UInt8]

  init(name: String, target: FuzzTarget, input: [UInt8]) throws(BatchError) {
    guard input.count <= Batch.longestInput else {
      throw BatchError(
        "\(name) is too large: \(input.count) bytes, of which the board takes "
          + "\(Batch.longestInput) at most")
    }
    self.name = name
    self.target = target
    self.input = input
  }

  /// All records as `Batch` reads them.
  static func file(of records: [Record]) -> [UInt8] {
    var bytes = Batch.signature
    for record in records {
      bytes.append(record.target.rawValue)
      bytes.append(UInt32(record.input.count))
      bytes += record.input
    }
    return bytes
  }
}

extension [UInt8] {
  /// Most significant byte first.
  mutating func append(_ number: UInt32) {
    for shift in stride(from: 24, through: 0, by: -8) {
      append(UInt8(truncatingIfNeeded: number >> UInt32(shift)))
    }
  }
}
