import Link
import PlainFrames
import SeededRandom

/// Frames that ask the same as those of a case, with much in them at random.
struct VariedFrames {
  /// A host that asks, in 10.0.0.0/24.
  private struct Host {
    var number: UInt8
    var hardware: [UInt8]
  }

  /// The sender of the captures' requests.
  private static let peer: [UInt8] = [0x02, 0, 0, 0, 0, 0x01]
  private static let own: UInt8 = 2
  /// How far a payload's length may be from that of the case.
  private static let spread = 48
  /// So that no frame has padding.
  private static let shortest = 18
  private static let longest = 1472

  private let variation: Variation
  private var random: SplitMix64
  private var peers: [Host] = []

  init(_ variation: Variation, seed: UInt64) {
    self.variation = variation
    random = SplitMix64(seed: seed)
    for number in (UInt8(10)...63).shuffled(using: &random).prefix(variation.neighborCount) {
      peers.append(host(number))
    }
  }

  private mutating func host(_ number: UInt8) -> Host {
    Host(
      number: number,
      hardware: [0x02, 0, 0] + (0..<3).map { _ in UInt8.random(in: 0 ... .max, using: &random) })
  }

  /// Sixteen frames, each after one of the case, in their order.
  mutating func variations(of frames: [[UInt8]]) -> [[UInt8]] {
    (0..<16).map { index in
      let frame = frames[index % frames.count]
      return varied(frame, from: sender(of: frame))
    }
  }

  /// The request of `arp` from each peer.
  mutating func introductions(like request: [UInt8]) -> [[UInt8]] {
    var frames: [[UInt8]] = []
    for peer in peers { frames.append(varied(request, from: peer)) }
    return frames
  }

  private mutating func sender(of frame: [UInt8]) -> Host {
    if frame[6..<12].elementsEqual(Self.peer) { return peers.randomElement(using: &random)! }
    return host(.random(in: 64...254, using: &random))
  }

  private mutating func varied(_ frame: [UInt8], from sender: Host) -> [UInt8] {
    var varied = FrameBytes(frame)
    varied.bytes.replaceSubrange(6..<12, with: sender.hardware)
    switch varied.word(at: 12) {
    case 0x0806:
      varied.bytes.replaceSubrange(22..<28, with: sender.hardware)
      varied.bytes[31] = sender.number
      if varied.bytes[41] != Self.own { varied.bytes[41] = .random(in: 64...254, using: &random) }
    case 0x0800: vary(&varied, from: sender)
    default: break
    }
    return varied.bytes
  }

  /// What was right stays right, and what was wrong stays wrong.
  private mutating func vary(_ frame: inout FrameBytes, from sender: Host) {
    let right = frame.rightChecksums
    let isWhole = frame.word(at: 16) == frame.count - 14
    // An own address of all zeros is part of what the frame asks.
    if frame.bytes[26] != 0 { frame.bytes[29] = sender.number }
    frame.set(.random(in: 0 ... .max, using: &random), at: 18)
    frame.bytes[22] = .random(in: 2 ... .max, using: &random)
    varyTransport(&frame)
    let isEcho = right.isSuperset(of: isUDP(frame) ? [.ipv4Header, .udp] : [.ipv4Header, .icmpv4])
    varyPayload(&frame, mayChangeLength: isEcho && isWhole && frame.bytes[33] == Self.own)
    frame.finishChecksums()
    if !right.contains(.ipv4Header) { spoil(&frame, at: 24) }
    if isWhole, right == .ipv4Header { spoil(&frame, at: isUDP(frame) ? 40 : 36) }
  }

  private func isUDP(_ frame: FrameBytes) -> Bool { frame.bytes[23] == 17 }

  private mutating func varyTransport(_ frame: inout FrameBytes) {
    if isUDP(frame) {
      // Others are ports of services, by which such frames are known.
      guard frame.word(at: 34) >= 0x8000 else { return }
      frame.set(.random(in: 1024 ... .max, using: &random), at: 34)
    } else {
      frame.set(.random(in: 0 ... .max, using: &random), at: 38)
      frame.set(.random(in: 0 ... .max, using: &random), at: 40)
    }
  }

  private mutating func varyPayload(_ frame: inout FrameBytes, mayChangeLength: Bool) {
    var count = frame.count - 42
    if mayChangeLength, variation == .lengths {
      let range = max(Self.shortest, count - Self.spread)...min(Self.longest, count + Self.spread)
      count = .random(in: range, using: &random)
    }
    frame.bytes.removeSubrange(42...)
    for _ in 0..<count { frame.put(UInt8.random(in: 0 ... .max, using: &random)) }
    guard mayChangeLength else { return }
    frame.finishLength()
    if isUDP(frame) { frame.set(UInt16(8 + count), at: 38) }
  }

  private mutating func spoil(_ frame: inout FrameBytes, at offset: Int) {
    // Neither all zeros nor all ones: both would be the same sum.
    frame.set(frame.word(at: offset) ^ .random(in: 1...0xFFFE, using: &random), at: offset)
  }
}
