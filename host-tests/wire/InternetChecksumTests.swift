import Testing
import Wire
import SeededRandom

@Suite struct InternetChecksumTests {
  private func checksum(_ bytes: [UInt8]) -> UInt16 {
    var checksum = InternetChecksum()
    checksum.add(bytes.span)
    return checksum.value
  }

  @Test("sums RFC 1071's example")
  func example() {
    // RFC 1071 §3: the sum of these bytes is ddf2.
    #expect(checksum([0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7]) == ~0xddf2)
  }

  @Test("finds the checksums of Linux's headers right, and any other wrong")
  func golden() {
    var header = Array(GoldenFrame.portUnreachable.bytes[14..<34])
    var sum = InternetChecksum()
    sum.add(header.span)
    #expect(sum.isValid)

    header[10] = 0
    header[11] = 0
    #expect(checksum(header) == 0x19d0)
    sum = InternetChecksum()
    sum.add(header.span)
    #expect(!sum.isValid)
  }

  @Test("is all ones for no bytes, which are not valid")
  func empty() {
    #expect(InternetChecksum().value == 0xFFFF)
    #expect(!InternetChecksum().isValid)
  }

  /// Every length over a few turns of the widest loop, at every alignment of source and target.
  @Test("agrees with the reference for every length and alignment")
  func lengthsAndAlignments() {
    var generator = SplitMix64()
    var wrong: [String] = []
    for length in 0...130 {
      for alignment in 0...8 {
        let data = generator.bytes(count: alignment + length)
        let expected = referenceChecksum(data.dropFirst(alignment))
        let exact = ExactBytes(data)
        let source = exact.span.extracting(alignment..<alignment + length)

        let sum = InternetChecksum(nativeSum: source.nativeSum(), byteCount: length)
        if sum.value != expected { wrong.append("sum of \(length) at \(alignment)") }

        for offset in 0...8 {
          var copySum: UInt = 0
          let written = ExactBytes.written(count: offset + length + 9, filler: 0x55) {
            copySum = $0.copyAndSum(source, at: offset)
          }
          let copied =
            Array(repeating: 0x55, count: offset) + data.dropFirst(alignment)
            + Array(repeating: 0x55, count: 9)
          if copySum != source.nativeSum() || written != copied {
            wrong.append("copy of \(length) from \(alignment) to \(offset)")
          }
        }
      }
    }
    #expect(wrong == [])
  }

  @Test(
    "agrees with the reference for long data",
    arguments: [131, 575, 576, 1471, 1472, 1499, 1500, 65534, 65535])
  func long(length: Int) {
    var generator = SplitMix64()
    let data = generator.bytes(count: length)
    #expect(checksum(data) == referenceChecksum(data))
    let exact = ExactBytes(data)
    let written = ExactBytes.written(count: length) {
      let sum = $0.copyAndSum(exact.span, at: 0)
      let checksum = InternetChecksum(nativeSum: sum, byteCount: length)
      #expect(checksum.value == referenceChecksum(data))
    }
    #expect(written == data)
  }

  @Test(
    "carries out of every word of ones",
    arguments: [1, 2, 3, 4, 7, 8, 9, 15, 16, 63, 64, 65, 1500, 65535])
  func ones(length: Int) {
    let data = [UInt8](repeating: 0xFF, count: length)
    #expect(checksum(data) == referenceChecksum(data))
    #expect(checksum(data) == (length.isMultiple(of: 2) ? 0 : 0x00FF))
  }

  @Test("carries when ones meet the smallest word")
  func carry() {
    // 0xFFFF + 1 is 1 with the carry brought around, at every place of a machine word.
    for offset in stride(from: 0, to: 16, by: 2) {
      var data = [UInt8](repeating: 0xFF, count: 16)
      data += [UInt8](repeating: 0, count: 16)
      data[16 + offset + 1] = 1
      #expect(checksum(data) == ~1)
    }
  }

  @Test("sums pieces of any lengths as it sums the whole")
  func pieces() {
    var generator = SplitMix64()
    for _ in 0..<2000 {
      let data = generator.bytes(count: .random(in: 0...300, using: &generator))
      var sum = InternetChecksum()
      var start = 0
      while start < data.count {
        let end = min(data.count, start + .random(in: 0...40, using: &generator))
        let piece = data.span.extracting(start..<end)
        if Bool.random(using: &generator) {
          sum.add(piece)
        } else {
          sum.add(nativeSum: piece.nativeSum(), byteCount: piece.count)
        }
        start = end
      }
      if sum.value != referenceChecksum(data) {
        Issue.record("\(data.count) bytes")
      }
    }
  }

  @Test("starts with the sum of an odd copy and goes on behind it")
  func afterOddCopy() {
    let data: [UInt8] = [0x12, 0x34, 0x56, 0x78, 0x9a]
    var sum = InternetChecksum(
      nativeSum: data.span.extracting(first: 3).nativeSum(), byteCount: 3)
    sum.add(data.span.extracting(last: 2))
    #expect(sum.value == referenceChecksum(data))
  }

  @Test("adds another sum behind its own, odd or even")
  func sums() {
    let data: [UInt8] = [0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde]
    for split in 0...7 {
      var front = InternetChecksum()
      front.add(data.span.extracting(first: split))
      var back = InternetChecksum()
      back.add(data.span.extracting(droppingFirst: split))
      front.add(back)
      front.add(data.span)
      #expect(front.value == referenceChecksum(data + data))
    }
  }

  @Test("adds fields as the bytes that they are on the wire")
  func fields() {
    var sum = InternetChecksum()
    sum.add(0x1234 as UInt16)
    sum.add(0x5678_9abc as UInt32)
    #expect(sum.value == referenceChecksum([0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc]))
  }

  @Test("goes on at an even offset after padding")
  func pad() {
    var sum = InternetChecksum()
    sum.add([0x12, 0x34, 0x56].span)
    sum.pad()
    sum.add([0x78, 0x9a].span)
    #expect(sum.value == referenceChecksum([0x12, 0x34, 0x56, 0x00, 0x78, 0x9a]))
  }
}

@Suite struct ChecksumUpdateTests {
  @Test("updates RFC 1624's example to zero, not to its negative")
  func example() {
    // RFC 1624 §4; the equation of RFC 1141 gives ffff.
    #expect(InternetChecksum.update(0xdd2f, from: 0x5555, to: 0x3285) == 0x0000)
  }

  @Test("updates by a decrease as by the two values of a field")
  func decrease() {
    for checksum in [0x0000, 0x0001, 0x7fff, 0x8000, 0xdd2f, 0xf7ff, 0xfffe] as [UInt16] {
      for old in [0x0000, 0x0001, 0x0800, 0x5555, 0x8000, 0xfffe, 0xffff] as [UInt16] {
        for new in [0x0000, 0x0001, 0x0800, 0x3285, 0xfffe, 0xffff] as [UInt16] where new <= old {
          #expect(
            InternetChecksum.update(checksum, decreasingFieldBy: old - new)
              == InternetChecksum.update(checksum, from: old, to: new), "\(checksum) \(old) \(new)")
        }
      }
    }
  }

  @Test("updates a field of Linux's header")
  func golden() {
    // A time to live of 63 in place of 64: the word of time to live and protocol.
    var header = Array(GoldenFrame.portUnreachable.bytes[14..<34]).replacing(at: 10, with: 0, 0)
    header[8] = 63
    #expect(
      InternetChecksum.update(0x19d0, from: 0x4001, to: 0x3f01) == referenceChecksum(header))
  }

  @Test("updates to what a new sum would be")
  func random() {
    var generator = SplitMix64()
    let corners: [UInt16] = [0x0000, 0x0001, 0x7fff, 0x8000, 0xfffe, 0xffff]
    var wrong: [String] = []
    for _ in 0..<20_000 {
      var data = generator.bytes(count: 20)
      let offset = 2 * Int.random(in: 0..<10, using: &generator)
      func put(_ value: UInt16) {
        data[offset] = UInt8(value >> 8)
        data[offset + 1] = UInt8(value & 0xFF)
      }
      let fields: [UInt16] = (0..<2).map { _ in
        Bool.random(using: &generator)
          ? corners.randomElement(using: &generator)! : .random(in: 0 ... .max, using: &generator)
      }
      put(fields[0])
      let before = referenceChecksum(data)
      put(fields[1])
      if InternetChecksum.update(before, from: fields[0], to: fields[1]) != referenceChecksum(data)
      {
        wrong.append("\(data) at \(offset) from \(fields[0])")
      }
    }
    #expect(wrong == [])
  }

  @Test("updates between zero and all ones, whatever the other data sum to")
  func corners() {
    for other in [0x0001, 0x1234, 0x8000, 0xfffe, 0xffff] as [UInt16] {
      for old in [0x0000, 0x0001, 0xfffe, 0xffff] as [UInt16] {
        for new in [0x0000, 0x0001, 0xfffe, 0xffff] as [UInt16] {
          let before = reference([other, old])
          let after = reference([other, new])
          #expect(
            InternetChecksum.update(before, from: old, to: new) == after, "\(other) \(old) \(new)")
        }
      }
    }
  }

  @Test("updates to zero, not to all ones, when all data become zero")
  func allZero() {
    // An echo request without identifier, sequence number and data, made a reply.
    let request = reference([0x0800, 0, 0, 0])
    #expect(InternetChecksum.update(request, from: 0x0800, to: 0) == 0x0000)
    #expect(reference([0, 0, 0, 0]) == 0xffff)
  }

  @Test("leaves a checksum when the field stays")
  func same() {
    for field in [0x0000, 0x0001, 0x1234, 0xffff] as [UInt16] {
      #expect(InternetChecksum.update(0xbeef, from: field, to: field) == 0xbeef)
    }
  }

  private func reference(_ words: [UInt16]) -> UInt16 {
    referenceChecksum(words.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })
  }
}
