import Foundation

enum Repository {
  static var path: String {
    URL(fileURLWithPath: #filePath).pathComponents.dropLast(4).joined(separator: "/")
  }
}
