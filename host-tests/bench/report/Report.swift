/// The rows of a platform, ours before the peers'.
struct Report {
  static let platforms = ["x86-64", "cortex-m4"]

  let measurements: Measurements
  let peers: [Row]
  let targets: [Row]

  /// What is compared with others: the standard interface while frames keep coming.
  static func headline(_ platform: String, _ kind: String = "busy") -> String {
    platform == "x86-64" ? "standard-\(kind)" : "standard-speed-\(kind)"
  }

  private static func variants(_ platform: String) -> [(variant: String, name: String)] {
    platform == "x86-64"
      ? [
        ("standard-busy", "Martlet, -O"),
        ("standard-alone", "Martlet, -O, a poll for each frame"),
        ("minimal-busy", "Martlet, -O, minimal interface"),
      ]
      : [
        ("standard-speed-busy", "Martlet, -O"),
        ("standard-speed-alone", "Martlet, -O, a poll for each frame"),
        ("minimal-speed-busy", "Martlet, -O, minimal interface"),
        ("standard-size-busy", "Martlet, -Osize"),
        ("minimal-size-busy", "Martlet, -Osize, minimal interface"),
      ]
  }

  func rows(_ platform: String) -> [Row] {
    let ours = Self.variants(platform).compactMap {
      measurements.row(platform, $0.variant, named: $0.name)
    }
    return ours + (targets + peers).filter { $0.platform == platform }
  }

  /// The tables, as Markdown.
  var text: String {
    Self.platforms.map { platform in
      let header = [platform] + Row.cases + ["stack, bytes"]
      let cells = rows(platform).map { row in
        [row.name] + (row.values + [row.depth]).map { $0.map { "\(Int($0.rounded()))" } ?? "" }
      }
      return Self.table(header, cells)
    }.joined(separator: "\n")
  }

  /// How frames at random compare with the fixed ones.
  var agreements: [Agreement] { Self.platforms.map { Agreement(measurements, $0) } }

  static func table(_ header: [String], _ cells: [[String]]) -> String {
    let widths = header.indices.map { column in
      ([header] + cells).map { $0[column].count }.max() ?? 0
    }
    let rule = widths.indices.map { column in
      String(repeating: "-", count: max(1, widths[column] - 1)) + (column == 0 ? "-" : ":")
    }
    return ([header, rule] + cells).map { row in
      let padded = row.indices.map { column in
        let space = String(repeating: " ", count: widths[column] - row[column].count)
        return column == 0 ? row[column] + space : space + row[column]
      }
      return "| " + padded.joined(separator: " | ") + " |\n"
    }.joined()
  }

  /// The numbers for machines.
  var json: String {
    var parts: [String] = []
    for platform in Self.platforms {
      for (variant, _) in Self.variants(platform) {
        guard let row = measurements.row(platform, variant, named: "") else { continue }
        let isHeadline = variant == Self.headline(platform)
        let key = platform == "x86-64" ? "x86_64" : platform
        let values = zip(Row.cases, row.values).compactMap { name, value in
          value.map { "\"\(name)\": \($0)" }
        }
        parts.append(Self.object(isHeadline ? key : "\(key)-\(variant)", values))
      }
    }
    parts += [
      Self.object("flash", sizes(["flash": ""])),
      Self.object(
        "ram", sizes(["RAM": "", "packets": "-packets", "poll": "-poll", "stack": "-stack"])),
    ]
    return "{\n" + parts.joined(separator: ",\n") + "\n}\n"
  }

  /// What the images of the stack alone take.
  /// - Parameter kinds: what was measured, each with what is behind its image's name.
  private func sizes(_ kinds: KeyValuePairs<String, String>) -> [String] {
    ["Minimal", "Fragments", "Multicast", "Standard"].flatMap { image in
      kinds.compactMap { kind, suffix in
        measurements.value("sizes", image, kind).map {
          "\"\(image.lowercased())\(suffix)\": \(Int($0))"
        }
      }
    }
  }

  private static func object(_ name: String, _ members: [String]) -> String {
    "  \"\(name)\": {" + members.joined(separator: ", ") + "}"
  }
}
