import Wire
import SeededRandom

/// The Internet checksum in 32-bit words, against octets.
enum ChecksumChecks {
  static func run(_ report: inout CheckReport) {
    checkSums(&report)
    checkPieces(&report)
    checkCopies(&report)
    report.check("the checksum", "carries around in the longest packet of all ones") {
      let bytes = [UInt8](repeating: 0xFF, count: opaque(65535))
      return checksum(bytes.span) == referenceChecksum(bytes.span) ? nil : FailedCase()
    }
  }

  private static func checksum(_ bytes: Span<UInt8>) -> UInt16 {
    var checksum = InternetChecksum()
    checksum.add(bytes)
    return checksum.value
  }

  /// Random bytes, or those that carry most.
  private static func content(allOnes: Bool) -> [160 of UInt8] {
    var generator = SplitMix64(seed: 5)
    var bytes = InlineArray<160, UInt8>(repeating: 0xFF)
    guard !allOnes else { return bytes }
    for index in bytes.indices { bytes[index] = generator.byte() }
    return bytes
  }

  private static func checkSums(_ report: inout CheckReport) {
    checkSums(of: content(allOnes: false), "random bytes", &report)
    checkSums(of: content(allOnes: true), "all ones", &report)
  }

  private static func checkSums(
    of bytes: [160 of UInt8], _ content: StaticString, _ report: inout CheckReport
  ) {
    report.check("the checksum", "is right for every length at every alignment") {
      for start in 0..<4 {
        for length in 0...130 {
          let data = bytes.span.extracting(start..<start + length)
          guard checksum(data) == referenceChecksum(data) else {
            return FailedCase(Input(content, length), Input("start", start))
          }
        }
      }
      return nil
    }
  }

  private static func checkPieces(_ report: inout CheckReport) {
    let bytes = content(allOnes: false)
    report.check("the checksum", "is the same in two pieces, split anywhere") {
      for length in 0...70 {
        let data = bytes.span.extracting(first: length)
        for split in 0...length {
          var checksum = InternetChecksum()
          checksum.add(data.extracting(first: split))
          checksum.add(data.extracting(split..<length))
          guard checksum.value == referenceChecksum(data) else {
            return FailedCase(Input("length", length), Input("split", split))
          }
        }
      }
      return nil
    }
  }

  private static func checkCopies(_ report: inout CheckReport) {
    let bytes = content(allOnes: false)
    report.check("copying and summing", "does both for every length at every alignment") {
      for source in 0..<4 {
        for target in 0..<4 {
          for length in 0...130
          where !isCopied(bytes.span.extracting(source..<source + length), to: target + 4) {
            return FailedCase(
              Input("source", source), Input("target", target), Input("length", length))
          }
        }
      }
      return nil
    }
  }

  private static func isCopied(_ data: Span<UInt8>, to start: Int) -> Bool {
    let guardByte: UInt8 = 0xA5
    var copy = InlineArray<144, UInt8>(repeating: guardByte)
    var span = copy.mutableSpan
    let sum = span.copyAndSum(data, at: start)
    let checksum = InternetChecksum(nativeSum: sum, byteCount: data.count)
    guard checksum.value == referenceChecksum(data) else { return false }
    for index in copy.indices {
      let offset = index - start
      let expected = data.indices.contains(offset) ? data[offset] : guardByte
      guard copy[index] == expected else { return false }
    }
    return true
  }
}
