import Foundation

/// What became of one test.
struct TestResult: Equatable {
  enum Verdict: String {
    case passed
    case failed
    case skipped
    /// It began and did not end: the run broke off.
    case unfinished
  }

  var name: TestName
  var verdict: Verdict
}

extension TestResult {
  /// Reads the event stream of a test run: a JSON record in each line (Swift Testing's
  /// ABI/JSON.md). Functions without a display name have their own name.
  static func results(of stream: String) throws(ConformanceError) -> [TestResult] {
    var names: [(id: String, name: TestName)] = []
    var verdicts: [String: Verdict] = [:]
    for (index, line) in stream.split(separator: "\n").enumerated() {
      let record: EventRecord
      do {
        record = try JSONDecoder().decode(EventRecord.self, from: Data(line.utf8))
      } catch {
        throw .malformedEvent(line: index + 1)
      }
      let payload = record.payload
      if record.kind == "test", payload.kind == "function", let id = payload.id {
        names.append((id, TestName(payload.displayName ?? payload.name ?? id)))
      } else if record.kind == "event", let id = payload.testID {
        // Those of a parameterised test's cases bear other kinds.
        switch payload.kind {
        case "testEnded": verdicts[id] = payload.hasFailed ? .failed : .passed
        case "testSkipped": verdicts[id] = .skipped
        default: break
        }
      }
    }
    return names.map { TestResult(name: $0.name, verdict: verdicts[$0.id] ?? .unfinished) }
  }
}

/// The fields of a record that matter here.
private struct EventRecord: Decodable {
  struct Payload: Decodable {
    struct Message: Decodable {
      var symbol: String
    }

    var kind: String
    var id: String?
    var name: String?
    var displayName: String?
    var testID: String?
    var messages: [Message]?

    var hasFailed: Bool { messages?.contains { $0.symbol == "fail" } ?? true }
  }

  var kind: String
  var payload: Payload
}
