import Testing

@testable import replay

/// The committed captures, frame by frame, against what tshark takes their frames for.
@Suite struct CaptureClassesTests {
  @Test("ends each frame of each capture as its class says", arguments: TestCapture.names)
  func outcomes(name: String) throws {
    let classes = try CaptureClasses()
    let frames = try classes.frames(of: name)
    let run = ToolRun(TestCapture.path(name), "--list")
    #expect(run.status == .success, "\(run.output)\(run.errors)")
    #expect(run.count("frames") == frames.count)

    let outcomes = run.outcomes
    for (number, kind) in frames.sorted(by: { $0.key < $1.key }) {
      let expected = try #require(classes.outcomes[kind], "frame \(number) is of class \(kind)")
      if let outcome = outcomes[number] {
        #expect(expected.contains(outcome), "frame \(number), \(kind): \(outcome)")
      } else {
        #expect(expected.isEmpty, "frame \(number), \(kind), is not fed")
      }
    }
  }

  @Test("hold frames of every class")
  func variety() throws {
    let classes = try CaptureClasses()
    var found: Set<String> = []
    for name in TestCapture.names { found.formUnion(try classes.frames(of: name).values) }
    #expect(Set(classes.outcomes.keys).subtracting(found) == [])
  }
}
