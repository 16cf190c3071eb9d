import Testing
import Wire

/// Bytes that tell their position.
private let bytes: [UInt8] = (0..<24).map { $0 &* 7 &+ 0x83 }

@Suite struct LoadTests {
  @Test("loads big-endian fields at every offset", arguments: 0...22)
  func uint16(offset: Int) {
    let exact = ExactBytes(bytes)
    #expect(exact.span.uint16(at: offset) == UInt16(bytes[offset]) << 8 | UInt16(bytes[offset + 1]))
  }

  @Test("loads wide big-endian fields at every offset", arguments: 0...20)
  func uint32(offset: Int) {
    let exact = ExactBytes(bytes)
    let expected = bytes[offset..<offset + 4].reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
    #expect(exact.span.uint32(at: offset) == expected)
  }

  @Test("traps on a load out of bounds", arguments: [.min, -2, -1, 3, 4, 5, .max - 1, .max])
  func outOfBounds16(offset: Int) async {
    await #expect(processExitsWith: .failure) { [offset] in
      // Bytes on either side: only a check ends the process.
      let exact = ExactBytes(bytes)
      print(exact.span.extracting(8..<12).uint16(at: offset))
    }
  }

  @Test("traps on a wide load out of bounds", arguments: [.min, -4, -1, 1, 3, 4, .max - 3, .max])
  func outOfBounds32(offset: Int) async {
    await #expect(processExitsWith: .failure) { [offset] in
      // Bytes on either side: only a check ends the process.
      let exact = ExactBytes(bytes)
      print(exact.span.extracting(8..<12).uint32(at: offset))
    }
  }

  @Test("traps on a load from no bytes")
  func empty() async {
    await #expect(processExitsWith: .failure) { print(Span<UInt8>().uint16(at: 0)) }
    await #expect(processExitsWith: .failure) { print(Span<UInt8>().uint32(at: 0)) }
  }
}

@Suite struct StoreTests {
  @Test("stores big-endian fields at every offset, and nothing beside", arguments: 0...22)
  func uint16(offset: Int) {
    let written = ExactBytes.written(count: 24, filler: 0x55) {
      $0.store(0x1234 as UInt16, at: offset)
    }
    #expect(
      written == [UInt8](repeating: 0x55, count: 24).replacing(at: offset, with: 0x12, 0x34))
  }

  @Test("stores wide big-endian fields at every offset, and nothing beside", arguments: 0...20)
  func uint32(offset: Int) {
    let written = ExactBytes.written(count: 24, filler: 0x55) {
      $0.store(0x1234_5678 as UInt32, at: offset)
    }
    let expected = [UInt8](repeating: 0x55, count: 24)
      .replacing(at: offset, with: 0x12, 0x34, 0x56, 0x78)
    #expect(written == expected)
  }

  @Test("traps on a store out of bounds", arguments: [.min, -2, -1, 3, 4, 5, .max - 1, .max])
  func outOfBounds16(offset: Int) async {
    await #expect(processExitsWith: .failure) { [offset] in
      ExactBytes.withWindow(count: 4) { $0.store(1 as UInt16, at: offset) }
    }
  }

  @Test("traps on a wide store out of bounds", arguments: [.min, -4, -1, 1, 3, 4, .max - 3, .max])
  func outOfBounds32(offset: Int) async {
    await #expect(processExitsWith: .failure) { [offset] in
      ExactBytes.withWindow(count: 4) { $0.store(1 as UInt32, at: offset) }
    }
  }
}

@Suite struct CopyTests {
  @Test("copies any number of bytes to any offset, and touches nothing beside")
  func copy() {
    var wrong: [String] = []
    for count in 0...12 {
      for offset in 0...(16 - count) {
        let source = ExactBytes(bytes.prefix(count))
        let written = ExactBytes.written(count: 16, filler: 0x55) {
          $0.copy(source.span, at: offset)
        }
        let expected =
          Array(repeating: 0x55, count: offset) + bytes.prefix(count)
          + Array(repeating: 0x55, count: 16 - offset - count)
        if written != expected { wrong.append("\(count) bytes to \(offset)") }
      }
    }
    #expect(wrong == [])
  }

  @Test("copies nothing into nothing")
  func empty() {
    #expect(ExactBytes.written(count: 0) { $0.copy(Span(), at: 0) } == [])
    #expect(ExactBytes.written(count: 0) { _ = $0.copyAndSum(Span(), at: 0) } == [])
    #expect(Span<UInt8>().nativeSum() == 0)
  }

  @Test("traps on a copy out of bounds", arguments: [.min, -1, 2, 4, 5, .max - 2, .max])
  func outOfBounds(offset: Int) async {
    await #expect(processExitsWith: .failure) { [offset] in
      let source = ExactBytes([1, 2, 3])
      ExactBytes.withWindow(count: 4) { $0.copy(source.span, at: offset) }
    }
  }

  @Test("traps on a copy and sum out of bounds", arguments: [.min, -1, 2, 4, 5, .max - 2, .max])
  func sumOutOfBounds(offset: Int) async {
    await #expect(processExitsWith: .failure) { [offset] in
      let source = ExactBytes([1, 2, 3])
      ExactBytes.withWindow(count: 4) { _ = $0.copyAndSum(source.span, at: offset) }
    }
  }

  @Test("traps on a copy of more than there is room for")
  func tooLong() async {
    await #expect(processExitsWith: .failure) {
      let source = ExactBytes([1, 2, 3, 4, 5])
      ExactBytes.withWindow(count: 4) { $0.copy(source.span, at: 0) }
    }
    await #expect(processExitsWith: .failure) {
      let source = ExactBytes([1, 2, 3, 4, 5])
      ExactBytes.withWindow(count: 4) { _ = $0.copyAndSum(source.span, at: 0) }
    }
  }
}

@Suite struct PartTests {
  @Test("lends every window, and lets nothing be written outside")
  func window() {
    var wrong: [Range<Int>] = []
    for lower in 0...6 {
      for upper in lower...6 {
        let written = ExactBytes.written(count: 6, filler: 0x55) {
          var part = $0.part(lower..<upper)
          for index in part.indices { part[index] = 0xAA }
        }
        let expected = (0..<6).map { lower..<upper ~= $0 ? 0xAA : 0x55 as UInt8 }
        if written != expected { wrong.append(lower..<upper) }
      }
    }
    #expect(wrong == [])
  }

  @Test("lends the whole again after a part")
  func again() {
    let written = ExactBytes.written(count: 4) {
      var part = $0.part(2..<4)
      part.store(0x0304 as UInt16, at: 0)
      $0.store(0x0102 as UInt16, at: 0)
    }
    #expect(written == [1, 2, 3, 4])
  }

  @Test("traps on a store beyond the window, though there are bytes behind it")
  func beyond() async {
    await #expect(processExitsWith: .failure) {
      ExactBytes.withWindow(count: 8) {
        var part = $0.part(2..<5)
        part.store(1 as UInt16, at: 2)
      }
    }
  }

  @Test("traps on a window out of bounds", arguments: [[-1, 2], [0, 5], [5, 5], [.min, .max]])
  func outOfBounds(bounds: [Int]) async {
    await #expect(processExitsWith: .failure) { [bounds] in
      ExactBytes.withWindow(count: 4) {
        let part = $0.part(bounds[0]..<bounds[1])
        print(part.count)
      }
    }
  }
}
