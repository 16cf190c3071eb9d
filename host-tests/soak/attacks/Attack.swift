public import SeededRandom

/// A flood of frames that is meant to keep a host from its work.
///
/// All come from stations of its own /24 or from beyond it; none has the address of a station below
/// 192.0.2.16 and its like, where those live that the host is to serve meanwhile.
public enum Attack: String, CaseIterable, Sendable, CustomStringConvertible {
  /// Requests for the host's address, each from another station.
  case arpStorm = "arp-storm"
  /// The first fragments of datagrams whose rest never comes, from many sources.
  case fragmentStorm = "fragment-storm"
  /// A datagram to each UDP port, and packets of each protocol, from one station.
  case portScan = "port-scan"
  /// Datagrams and pings to everybody.
  case broadcastStorm = "broadcast-storm"
  /// The shortest frames of the medium: empty datagrams, headers that are cut off, unknown types.
  case tinyFrames = "tiny-frames"
  /// Frames longer than the medium's longest and shorter than a header.
  case jumboAndRunt = "jumbo-runt"
  /// Packets that claim to come from the host itself.
  case land
  /// Pings to everybody on behalf of others, and the replies that everybody sends.
  case smurf
  /// Pings from stations that introduce themselves, and from ones that do not exist.
  case strangers

  public var description: String { rawValue }

  /// The frame number `number` of the attack, not padded to the medium's minimum.
  public func frame(
    _ number: Int, to target: AttackTarget, using random: inout SplitMix64
  ) -> [UInt8] {
    let build = FrameBuilder(target: target)
    switch self {
    case .arpStorm: return build.arpRequest(from: Self.neighbor(of: target, &random))
    case .fragmentStorm: return Self.fragment(number, build, &random)
    case .portScan: return Self.scan(number, build, &random)
    case .broadcastStorm: return Self.broadcast(number, build, &random)
    case .tinyFrames: return Self.tiny(number, build, &random)
    case .jumboAndRunt: return Self.misfit(number, build, &random)
    case .land: return Self.land(number, build, &random)
    case .smurf: return Self.smurf(number, build, &random)
    case .strangers: return Self.stranger(number, build, &random)
    }
  }

  private static func fragment(
    _ number: Int, _ build: FrameBuilder, _ random: inout SplitMix64
  ) -> [UInt8] {
    let source =
      number % 2 == 0 ? neighbor(of: build.target, &random) : outsider(&random)
    let offset: UInt16 = number % 3 == 0 ? 185 : 0
    let header = FrameBuilder.Header(
      protocol: 17, identification: .random(in: 0 ... .max, using: &random),
      fragment: 0x2000 | offset)
    return build.ipv4(
      header, from: source, noise(8 * Int.random(in: 1...64, using: &random), &random))
  }

  private static func scan(
    _ number: Int, _ build: FrameBuilder, _ random: inout SplitMix64
  ) -> [UInt8] {
    let scanner = neighbor(of: build.target, host: 77)
    guard number % 4 > 0 else {
      let header = FrameBuilder.Header(protocol: UInt8(truncatingIfNeeded: number / 4))
      return build.ipv4(header, from: scanner, noise(20, &random))
    }
    let datagram = FrameBuilder.datagram(
      from: 44444, to: UInt16(truncatingIfNeeded: number), [1, 2, 3])
    return build.ipv4(FrameBuilder.Header(protocol: 17), from: scanner, datagram)
  }

  private static func broadcast(
    _ number: Int, _ build: FrameBuilder, _ random: inout SplitMix64
  ) -> [UInt8] {
    let source = neighbor(of: build.target, &random)
    let everyone = everyone(number / 4, build)
    guard number % 4 > 0 else {
      return build.ipv4(
        FrameBuilder.Header(protocol: 1), from: source, to: everyone,
        FrameBuilder.echo(number, noise(32, &random)))
    }
    let port: UInt16 = number % 4 == 1 ? 7 : 67
    return build.ipv4(
      FrameBuilder.Header(protocol: 17), from: source, to: everyone,
      FrameBuilder.datagram(from: 68, to: port, noise(100, &random)))
  }

  private static func everyone(_ number: Int, _ build: FrameBuilder) -> [UInt8] {
    number % 2 == 0 ? [255, 255, 255, 255] : build.target.address.prefix(3) + [255]
  }

  private static func tiny(
    _ number: Int, _ build: FrameBuilder, _ random: inout SplitMix64
  ) -> [UInt8] {
    let source = neighbor(of: build.target, &random)
    switch number % 3 {
    case 0:
      return build.ipv4(
        FrameBuilder.Header(protocol: 17), from: source,
        FrameBuilder.datagram(from: 9, to: 7, []))
    case 1: return build.ethernet(from: source.hardware, type: 0x0800, [0x45, 0, 0, 28])
    // A type for experiments (IEEE 802 §9.2.3).
    default: return build.ethernet(from: source.hardware, type: 0x88B5, [])
    }
  }

  private static func misfit(
    _ number: Int, _ build: FrameBuilder, _ random: inout SplitMix64
  ) -> [UInt8] {
    let source = neighbor(of: build.target, &random)
    guard number % 2 == 0 else {
      let header = build.ethernet(from: source.hardware, type: 0x0800, [])
      return Array(header.prefix(1 + number % 14))
    }
    return build.ipv4(
      FrameBuilder.Header(protocol: 17), from: source,
      FrameBuilder.datagram(from: 9, to: 7, noise(number % 4 == 0 ? 1473 : 2000, &random)))
  }

  private static func land(
    _ number: Int, _ build: FrameBuilder, _ random: inout SplitMix64
  ) -> [UInt8] {
    let hardware =
      number % 2 == 0 ? build.target.hardware : neighbor(of: build.target, &random).hardware
    let itself = AttackTarget(hardware: hardware, address: build.target.address)
    switch number % 3 {
    case 0:
      return build.ipv4(
        FrameBuilder.Header(protocol: 17), from: itself,
        FrameBuilder.datagram(from: 7, to: 7, noise(32, &random)))
    case 1:
      return build.ipv4(
        FrameBuilder.Header(protocol: 1), from: itself,
        FrameBuilder.echo(number, noise(32, &random)))
    default:
      return build.ipv4(FrameBuilder.Header(protocol: 6), from: itself, noise(20, &random))
    }
  }

  private static func smurf(
    _ number: Int, _ build: FrameBuilder, _ random: inout SplitMix64
  ) -> [UInt8] {
    let victim = neighbor(of: build.target, &random)
    let data = noise(56, &random)
    guard number % 2 == 0 else {
      return build.ipv4(
        FrameBuilder.Header(protocol: 1), from: victim,
        FrameBuilder.echo(type: 0, number, data))
    }
    return build.ipv4(
      FrameBuilder.Header(protocol: 1), from: victim, to: everyone(number / 2, build),
      FrameBuilder.echo(number, data))
  }

  private static func stranger(
    _ number: Int, _ build: FrameBuilder, _ random: inout SplitMix64
  ) -> [UInt8] {
    let source = neighbor(of: build.target, host: UInt8(20 + number / 2 % 200))
    // The first hundred ask for the address first, so that they have a place; nobody answers for
    // the others.
    guard number % 2 == 1 || source.address[3] >= 120 else {
      return build.arpRequest(from: source)
    }
    return build.ipv4(
      FrameBuilder.Header(protocol: 1), from: source,
      FrameBuilder.echo(number, noise(16, &random)))
  }

  /// A station of the target's network, of which there may be none.
  private static func neighbor(
    of target: AttackTarget, _ random: inout SplitMix64
  ) -> AttackTarget {
    neighbor(of: target, host: .random(in: 16...254, using: &random))
  }

  private static func neighbor(of target: AttackTarget, host: UInt8) -> AttackTarget {
    AttackTarget(
      hardware: [0x02, 0xA7, 0x7A, 0xC0, 0, host], address: target.address.prefix(3) + [host])
  }

  /// A station beyond the target's network.
  private static func outsider(_ random: inout SplitMix64) -> AttackTarget {
    AttackTarget(
      hardware: [0x02, 0xA7, 0x7A, 0xC0, 1, 0],
      address: [198, 51, 100, .random(in: 1...254, using: &random)])
  }

  private static func noise(_ count: Int, _ random: inout SplitMix64) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }
}
