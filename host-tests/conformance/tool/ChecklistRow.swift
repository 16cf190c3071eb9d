/// One requirement of an IPv4 host, and whether it is met on purpose or not.
struct ChecklistRow: Equatable {
  /// A letter for the protocol and a number, such as `A5`.
  var id: String
  /// Where it is required.
  var reference: String
  var requirement: String
  /// Why it is not met yet; nil when it has to be.
  var obstacle: String?
}

extension ChecklistRow {
  /// Reads a checklist: a row in each line, its fields separated by tabs, the last left out when
  /// the row has to be met or else `not yet: ` and the reason.
  static func rows(of text: String) throws(ConformanceError) -> [ChecklistRow] {
    var rows: [ChecklistRow] = []
    let lines = text.split(separator: "\n", omittingEmptySubsequences: true)
    for (index, line) in lines.enumerated() {
      guard let row = ChecklistRow(line: line) else { throw .malformedRow(line: index + 1) }
      guard !rows.contains(where: { $0.id == row.id }) else { throw .repeatedRow(id: row.id) }
      rows.append(row)
    }
    return rows
  }

  private init?(line: Substring) {
    let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    guard (3...4).contains(fields.count), !fields.contains(""), TestName.isID(fields[0]) else {
      return nil
    }
    self.init(id: fields[0], reference: fields[1], requirement: fields[2])
    guard fields.count == 4 else { return }
    let mark = "not yet: "
    guard fields[3].hasPrefix(mark), fields[3] != mark else { return nil }
    obstacle = String(fields[3].dropFirst(mark.count))
  }
}
