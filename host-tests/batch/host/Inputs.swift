import Foundation
import FuzzTargets

/// Finds the inputs that a path stands for: a capture, an input in a folder that is named after its
/// target, or a folder of any of these.
struct Inputs {
  private(set) var records: [Record] = []
  /// Folders of targets that the board can't run.
  private(set) var leftOut: [String] = []

  mutating func add(path: String, _ link: CapturedLink) throws(BatchError) {
    guard FileManager.default.fileExists(atPath: path) else {
      throw BatchError("there is no \(path)")
    }
    let before = records.count
    let leftOutBefore = leftOut.count
    if isFolder(path) {
      try add(folder: path, link)
    } else {
      try add(file: path, link)
    }
    guard records.count > before || leftOut.count > leftOutBefore else {
      throw BatchError("\(path) holds neither captures nor a folder of inputs: \(Self.folders)")
    }
  }

  /// Targets that need libpcap or a model of the chip that only the host has.
  private static var hostTargets: [String] { ["pcap", "stm32-ethernet"] }

  private static var folders: String {
    "name it after its target, one of "
      + FuzzTarget.allCases.compactMap(\.folder).joined(separator: ", ")
  }

  private mutating func add(folder: String, _ link: CapturedLink) throws(BatchError) {
    if Self.hostTargets.contains(name(of: folder)), !contains(captureIn: folder) {
      return leftOut.append(folder)
    }
    for entry in try entries(of: folder) {
      let path = folder + "/" + entry
      if isFolder(path) {
        try add(folder: path, link)
      } else if target(of: path) != nil || isCapture(path) {
        try add(file: path, link)
      }
    }
  }

  private mutating func add(file path: String, _ link: CapturedLink) throws(BatchError) {
    if isCapture(path) {
      let input = try link.input(of: path)
      return records.append(try Record(name: path, target: .capture, input: input))
    }
    guard let target = target(of: path) else {
      throw BatchError("\(path) is no capture, and no folder says what it is for: \(Self.folders)")
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw BatchError("\(path) can't be read")
    }
    records.append(try Record(name: path, target: target, input: [UInt8](data)))
  }

  private func entries(of folder: String) throws(BatchError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    } catch {
      throw BatchError("\(folder) can't be read: \(error.localizedDescription)")
    }
  }

  private func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    // The answer goes to the variable during the call.
    return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  private func target(of path: String) -> FuzzTarget? {
    FuzzTarget(folder: name(of: (path as NSString).deletingLastPathComponent))
  }

  private func name(of path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.lastPathComponent
  }

  private func isCapture(_ path: String) -> Bool {
    path.hasSuffix(".pcap") || path.hasSuffix(".pcapng")
  }

  private func contains(captureIn folder: String) -> Bool {
    let entries = try? FileManager.default.subpathsOfDirectory(atPath: folder)
    return entries?.contains(where: isCapture) ?? false
  }
}
