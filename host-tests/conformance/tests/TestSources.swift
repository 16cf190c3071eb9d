import Foundation

/// The sources of all tests.
enum TestSources {
  /// `host-tests`.
  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The display names of all tests.
  static func testNames() throws -> [String] {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    return try paths.filter { $0.hasSuffix(".swift") }.flatMap { path in
      let source = try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
      return source.matches(of: /@Test\(\s*"([^"]*)/).map { String($0.1) }
    }
  }
}
