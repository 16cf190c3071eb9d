import PlainFrames
import SeededRandom

/// Makes captures that no one recorded from one that someone did. All follows from the seed.
struct FrameMutator {
  private var random: SplitMix64

  /// The capture with about three of four frames mutated.
  static func mutate(_ frames: [ReplayFrame], seed: UInt64) -> [ReplayFrame] {
    var mutator = FrameMutator(random: SplitMix64(seed: seed))
    return mutator.mutate(frames)
  }

  private mutating func mutate(_ frames: [ReplayFrame]) -> [ReplayFrame] {
    var mutated: [ReplayFrame] = []
    var overtaken: ReplayFrame?
    var delay: Int64 = 0
    for original in frames {
      var frame = original
      frame.microseconds &+= delay
      let mutation = chance(4) ? nil : Mutation.allCases.randomElement(using: &random)
      switch mutation {
      case .order where overtaken == nil:
        overtaken = frame
        continue
      case .delay:
        // Up to 67 s: longer than the stack waits for anything on the link.
        let pause = Int64(1) << Int64(below(27))
        (delay, frame.microseconds) = (delay &+ pause, frame.microseconds &+ pause)
        mutated.append(frame)
      case let mutation?: mutated += apply(mutation, to: frame)
      case nil: mutated.append(frame)
      }
      if let late = overtaken.take() { mutated.append(late) }
    }
    if let late = overtaken { mutated.append(late) }
    return mutated
  }

  private mutating func apply(_ mutation: Mutation, to frame: ReplayFrame) -> [ReplayFrame] {
    var content = FrameBytes(frame.bytes)
    switch mutation {
    case .bits: flipBits(&content)
    case .header: changeHeader(&content)
    case .length: changeLength(&content)
    case .truncation: content.bytes.removeLast(below(content.count + 1))
    case .tail: content.bytes += (0..<below(64)).map { _ in UInt8(below(256)) }
    case .duplicates: return [ReplayFrame](repeating: frame, count: 2 + below(2))
    case .fragments: return fragments(of: content).map { frame.with($0.bytes) }
    case .order, .delay: return [frame]
    }
    return [frame.with(content.bytes)]
  }

  private mutating func flipBits(_ frame: inout FrameBytes) {
    guard frame.count > 0 else { return }
    // Half of the time where the headers are.
    let reach = chance(2) ? frame.count : min(frame.count, 60)
    for _ in 0...below(3) { frame.bytes[below(reach)] ^= 1 << UInt8(below(8)) }
    maybeRepair(&frame)
  }

  private mutating func changeHeader(_ frame: inout FrameBytes) {
    guard frame.count > 0 else { return }
    let interesting: [UInt8] = [0, 1, 2, 6, 7, 17, 0x45, 0x4F, 0x7F, 0x80, 0xE0, 0xFE, 0xFF]
    frame.bytes[below(min(frame.count, 60))] = interesting.randomElement(using: &random) ?? 0
    maybeRepair(&frame)
  }

  private mutating func changeLength(_ frame: inout FrameBytes) {
    guard let field = frame.lengthFields.randomElement(using: &random) else { return }
    var bytes: [UInt8] = []
    for offset in field { bytes.append(frame.bytes[offset]) }
    let old = bytes.reduce(0) { $0 << 8 | UInt16($1) }
    let new =
      [0, 1, old &- 1, old &+ 1, old ^ 1 << UInt16(below(16)), .max, UInt16(below(0x10000))]
      .randomElement(using: &random) ?? 0
    for (index, offset) in field.reversed().enumerated() {
      frame.bytes[offset] = UInt8(truncatingIfNeeded: new >> UInt16(8 * index))
    }
    maybeRepair(&frame)
  }

  /// The pieces of a datagram (RFC 791 §3.2), or the frame itself where it holds none.
  private mutating func fragments(of frame: FrameBytes) -> [FrameBytes] {
    guard let payload = frame.fragmentablePayload, payload.count > 8 else { return [frame] }
    let units = (payload.count + 7) / 8
    var cuts = Set((0...below(3)).map { _ in 1 + below(units - 1) }).sorted()
    cuts.append(units)
    let identification = UInt16(below(0x10000))
    var pieces: [FrameBytes] = []
    var start = 0
    for cut in cuts {
      // An overlap reaches a unit into the next piece.
      let end = min(payload.count, (chance(16) ? cut + 1 : cut) * 8)
      var piece = FrameBytes(Array(frame.bytes[..<payload.lowerBound]))
      piece.put(
        Array(frame.bytes[payload][(payload.lowerBound + start)..<(payload.lowerBound + end)]))
      piece.set(identification, at: 18)
      piece.set(UInt16(start / 8) | (cut == units ? 0 : 0x2000), at: 20)
      piece.finishLength()
      piece.finishChecksums()
      pieces.append(piece)
      start = cut * 8
    }
    if chance(4) { pieces.shuffle(using: &random) }
    if chance(8) { pieces.append(pieces[below(pieces.count)]) }
    if chance(8) { pieces.remove(at: below(pieces.count)) }
    return pieces
  }

  /// Most frames get the right checksums again, so that they come further than to those.
  private mutating func maybeRepair(_ frame: inout FrameBytes) {
    if !chance(4) { frame.finishChecksums() }
  }

  /// One time in `count`.
  private mutating func chance(_ count: Int) -> Bool { below(count) == 0 }

  private mutating func below(_ limit: Int) -> Int {
    limit > 0 ? Int.random(in: 0..<limit, using: &random) : 0
  }
}

extension ReplayFrame {
  fileprivate func with(_ bytes: [UInt8]) -> ReplayFrame {
    var frame = self
    frame.bytes = bytes
    return frame
  }
}

extension FrameBytes {
  /// Where the frame says how long something is, in one byte or two.
  fileprivate var lengthFields: [Range<Int>] {
    guard count >= 34 else { return [] }
    // EtherType, or the length of IEEE 802.3.
    var fields = [12..<14]
    guard word(at: 12) == 0x0800 else { return fields + [18..<19, 19..<20] }
    // Header length, total length, and offset of a fragment.
    fields += [14..<15, 16..<18, 20..<22]
    let headerEnd = 14 + Int(bytes[14] & 15) * 4
    // An option's length and its pointer.
    if headerEnd >= 38 { fields += [35..<36, 36..<37] }
    // UDP's length; the quotation's lengths.
    if headerEnd >= 34, headerEnd + 12 <= count {
      fields += [headerEnd + 4..<headerEnd + 6]
      fields += [headerEnd + 8..<headerEnd + 9, headerEnd + 10..<headerEnd + 12]
    }
    return fields
  }

  /// What an unfragmented IPv4 packet carries.
  fileprivate var fragmentablePayload: Range<Int>? {
    guard count >= 34, word(at: 12) == 0x0800, word(at: 20) & 0x3FFF == 0 else { return nil }
    let headerEnd = 14 + Int(bytes[14] & 15) * 4
    let end = 14 + Int(word(at: 16))
    guard headerEnd >= 34, headerEnd < end, end <= count else { return nil }
    return headerEnd..<end
  }
}
