import Testing
import Wire
import SeededRandom

/// A copy of an option that a test can keep and compare.
private struct ReadOption: Equatable {
  var kind: IPv4Options.Kind
  var offset: Int
  var data: [UInt8]
}

/// All options in `bytes`, and whether an error ended them.
private func read(_ bytes: [UInt8]) -> (options: [ReadOption], isMalformed: Bool) {
  let exact = ExactBytes(bytes)
  var options = IPv4Options(exact.span)
  var found: [ReadOption] = []
  do throws(IPv4Options.Malformation) {
    // An option takes two bytes at least.
    while let option = try options.next(), found.count <= bytes.count / 2 {
      found.append(
        ReadOption(kind: option.kind, offset: option.offset, data: Array(option.data)))
    }
  } catch {
    return (found, true)
  }
  return (found, false)
}

private func expect(
  _ bytes: [UInt8], _ options: [ReadOption] = [], malformed: Bool = false,
  location: SourceLocation = #_sourceLocation
) {
  let result = read(bytes)
  #expect(result.options == options, sourceLocation: location)
  #expect(result.isMalformed == malformed, sourceLocation: location)
}

@Suite struct IPv4OptionsTests {
  @Test("reads the record route option of a request, behind a no-operation")
  func recordRoute() {
    let bytes = Array(GoldenFrame.recordRouteRequest.bytes[34..<74])
    expect(
      bytes,
      [
        ReadOption(
          kind: .recordRoute, offset: 1,
          data: [8, 192, 0, 2, 1] + Array(repeating: 0, count: 32))
      ])
  }

  @Test("reads the record route option of a reply, before the end of options")
  func recordRouteReply() {
    let bytes = Array(GoldenFrame.recordRouteReply.bytes[34..<74])
    expect(
      bytes,
      [
        ReadOption(
          kind: .recordRoute, offset: 0,
          data: [16, 192, 0, 2, 1, 192, 0, 2, 2, 192, 0, 2, 2] + Array(repeating: 0, count: 24))
      ])
  }

  @Test("reads a timestamp option that fills the header")
  func timestamp() {
    let bytes = Array(GoldenFrame.timestampReply.bytes[34..<74])
    let stamp: [UInt8] = [0x00, 0x7e, 0x0f, 0xec]
    expect(
      bytes,
      [
        ReadOption(
          kind: .timestamp, offset: 0,
          data: [17, 0] + stamp + stamp + stamp + Array(repeating: 0, count: 24))
      ])
  }

  @Test("reads the options of RFC 791 and RFC 2113, one after the other")
  func several() {
    expect(
      [
        137, 7, 4, 192, 0, 2, 1,  // Strict source route.
        1,
        131, 3, 4,  // Loose source route without an address.
        136, 4, 0x12, 0x34,  // Stream identifier, which has no name here.
        148, 4, 0, 0,  // Router alert.
        0,
      ],
      [
        ReadOption(kind: .strictSourceRoute, offset: 0, data: [4, 192, 0, 2, 1]),
        ReadOption(kind: .looseSourceRoute, offset: 8, data: [4]),
        ReadOption(kind: IPv4Options.Kind(rawValue: 136), offset: 11, data: [0x12, 0x34]),
        ReadOption(kind: .routerAlert, offset: 15, data: [0, 0]),
      ])
  }

  @Test("reads no option from no bytes")
  func none() {
    expect([])
  }

  @Test("skips no-operations, forty of them too")
  func noOperations() {
    expect(Array(repeating: 1, count: 40))
    expect(
      Array(repeating: 1, count: 38) + [7, 2],
      [ReadOption(kind: .recordRoute, offset: 38, data: [])])
  }

  @Test("ends at the end of options, whatever stands behind it")
  func endOfOptions() {
    expect([0, 7, 0, 0xff])
    expect([148, 4, 0, 0, 0, 7, 1, 1], [ReadOption(kind: .routerAlert, offset: 0, data: [0, 0])])
  }

  @Test("ends with the header when there is no end of options")
  func unterminated() {
    expect([148, 4, 0, 0], [ReadOption(kind: .routerAlert, offset: 0, data: [0, 0])])
    expect([148, 4, 0, 0, 1, 1, 1, 1], [ReadOption(kind: .routerAlert, offset: 0, data: [0, 0])])
  }

  @Test("[I9] reads an option that it does not know, without data too")
  func unknown() {
    expect(
      [222, 2, 30, 6, 1, 2, 3, 4],
      [
        ReadOption(kind: IPv4Options.Kind(rawValue: 222), offset: 0, data: []),
        ReadOption(kind: IPv4Options.Kind(rawValue: 30), offset: 2, data: [1, 2, 3, 4]),
      ])
  }

  @Test("[I9] ends with an error at a length below the option's own two bytes")
  func tooShort() {
    expect([7, 0, 0, 0], malformed: true)
    expect([7, 1, 0, 0], malformed: true)
    expect(
      [148, 4, 0, 0, 7, 0, 0, 0], [ReadOption(kind: .routerAlert, offset: 0, data: [0, 0])],
      malformed: true)
  }

  @Test("[I9] ends with an error at a length beyond the header")
  func tooLong() {
    expect([7, 5, 4, 0], malformed: true)
    expect([7, 255, 4, 0], malformed: true)
    expect([1, 1, 7, 3], malformed: true)
    expect([1, 1, 7, 2], [ReadOption(kind: .recordRoute, offset: 2, data: [])])
  }

  @Test("[I9] ends with an error at a length that is missing")
  func missingLength() {
    expect([1, 1, 1, 7], malformed: true)
    expect([7], malformed: true)
  }

  @Test("stays at its end")
  func stays() throws {
    let bytes: [UInt8] = [148, 4, 0, 0, 0, 7, 2]
    var options = IPv4Options(bytes.span)
    #expect(try options.next() != nil)
    for _ in 0..<3 {
      #expect(try options.next() == nil)
    }
  }

  @Test("stays at its error")
  func staysMalformed() {
    let bytes: [UInt8] = [7, 0, 148, 4]
    var options = IPv4Options(bytes.span)
    for _ in 0..<3 {
      var isMalformed = false
      do throws(IPv4Options.Malformation) {
        _ = try options.next()
      } catch {
        isMalformed = error == .length
      }
      #expect(isMalformed)
    }
  }

  @Test("[I9] takes any two bytes for what they are")
  func anyTwoBytes() {
    var wrong: [[UInt8]] = []
    for kind in UInt8.min ... .max {
      for length in UInt8.min ... .max {
        let result = read([kind, length])
        let isOption = kind > 1 && length == 2
        // A no-operation leaves one byte: an end, another no-operation, or half an option.
        let isMalformed = kind > 1 ? length != 2 : kind == 1 && length > 1
        if result.options.count != (isOption ? 1 : 0) || result.isMalformed != isMalformed {
          wrong.append([kind, length])
        }
      }
    }
    #expect(wrong == [])
  }

  @Test("[I9] reads options from any bytes, each behind the last and within the header")
  func random() {
    var generator = SplitMix64()
    for _ in 0..<30_000 {
      var bytes = generator.bytes(count: .random(in: 0...40, using: &generator))
      // Small numbers are more often a length that fits.
      for index in bytes.indices where index.isMultiple(of: 2) || bytes[index] > 0xC0 {
        bytes[index] &= 0x07
      }
      var end = 0
      for option in read(bytes).options {
        let isInPlace =
          option.offset >= end && bytes[option.offset] == option.kind.rawValue
          && Int(bytes[option.offset + 1]) == option.data.count + 2
          && Array(bytes[option.offset + 2..<option.offset + 2 + option.data.count]) == option.data
          && option.kind.rawValue > 1 && bytes[end..<option.offset].allSatisfy { $0 == 1 }
        if !isInPlace { Issue.record("\(bytes) at \(option.offset)") }
        end = option.offset + 2 + option.data.count
      }
    }
  }
}
