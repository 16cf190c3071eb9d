/// Two frames side by side, only the rows in which they differ, with the differing bytes marked:
/// `[ab]` where the difference counts, `(ab)` where it lies in an ignored field.
struct HexDump {
  private enum Mark {
    case same
    case ignored
    case different

    var opening: String {
      switch self {
      case .same: " "
      case .ignored: "("
      case .different: "["
      }
    }

    var closing: String {
      switch self {
      case .same: " "
      case .ignored: ")"
      case .different: "]"
      }
    }
  }

  static let bytesPerRow = 8

  private let recorded: [UInt8]
  private let replied: [UInt8]
  private let marks: [Mark]

  init(_ comparison: FrameComparison) {
    recorded = comparison.recorded.frame
    replied = comparison.replied.frame
    let masks = [comparison.recorded, comparison.replied].map {
      $0.mask(ignoring: comparison.ignored)
    }
    marks = (0..<max(recorded.count, replied.count)).map {
      [recorded, replied] index in
      let left = recorded.indices.contains(index) ? recorded[index] : nil
      let right = replied.indices.contains(index) ? replied[index] : nil
      guard left != right else { return .same }
      // A bit counts when it does for either frame; a byte that one frame lacks, if any bit does.
      let mask = masks.reduce(0) { $0 | ($1.indices.contains(index) ? $1[index] : 0) }
      guard let left, let right else { return mask == 0 ? .ignored : .different }
      return (left ^ right) & mask == 0 ? .ignored : .different
    }
  }

  /// The first rows with a difference that counts, at most `limit`, and how many are left out.
  func lines(limit: Int) -> [String] {
    let rows = stride(from: 0, to: marks.count, by: Self.bytesPerRow).filter { row in
      marks[row..<min(row + Self.bytesPerRow, marks.count)].contains(.different)
    }
    guard !rows.isEmpty else { return [] }
    let width = 3 + 4 * Self.bytesPerRow
    var lines = ["        recorded".padding(to: 8 + width) + "replied"]
    lines += rows.prefix(limit).map { row in
      let left = cells(of: recorded, from: row).padding(to: width)
      let right = cells(of: replied, from: row)
      return "  \(hexadecimal(UInt16(truncatingIfNeeded: row))) \(left)\(right)"
        .trimmingTrailingSpaces()
    }
    if rows.count > limit {
      lines.append("  and \(rows.count - limit) more rows differ")
    }
    return lines
  }

  private func cells(of frame: [UInt8], from row: Int) -> String {
    var text = ""
    var previous = Mark.same
    for index in row..<row + Self.bytesPerRow where index < marks.count {
      // Neighbors with the same mark share their brackets.
      let isJoined = marks[index] == previous
      text += isJoined ? "  " : previous.closing + marks[index].opening
      text += index < frame.count ? hexadecimal(frame[index]) : "--"
      previous = marks[index]
    }
    return text + previous.closing
  }
}

extension String {
  func padding(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }

  func leftPadding(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }

  fileprivate func trimmingTrailingSpaces() -> String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
