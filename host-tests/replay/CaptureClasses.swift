import Foundation

/// What tshark says of the frames of the committed captures: classes.tsv and the lists beside the
/// captures.
struct CaptureClasses {
  /// The outcomes that the frames of a class may have; none for one that is not fed.
  let outcomes: [String: Set<String>]

  init() throws {
    var outcomes: [String: Set<String>] = [:]
    for row in try Self.rows("classes.tsv").dropFirst() where row.count == 3 {
      outcomes[row[0]] = row[2] == "-" ? [] : Set(row[2].split(separator: ",").map(String.init))
    }
    self.outcomes = outcomes
  }

  /// The class of each frame of a capture, by its number.
  func frames(of name: String) throws -> [Int: String] {
    var classes: [Int: String] = [:]
    for row in try Self.rows("\(name).tsv") where row.count == 2 {
      for number in row[1].split(separator: ",").compactMap({ Int($0) }) {
        guard classes.updateValue(row[0], forKey: number) == nil else {
          throw CaptureClassesError.twice(frame: number)
        }
      }
    }
    return classes
  }

  private static func rows(_ file: String) throws -> [[String]] {
    let directory = URL(filePath: TestCapture.path("x")).deletingLastPathComponent()
    let text = try String(contentsOf: directory.appending(path: file), encoding: .utf8)
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }
      .map { $0.split(separator: "\t").map(String.init) }
  }
}

enum CaptureClassesError: Error {
  case twice(frame: Int)
}
