import Attacks
import NetStack
import SeededRandom
import Services

extension SoakWorld {
  /// Has somebody do something.
  mutating func perform(_ activity: Activity) throws {
    let side: Side = Bool.random(using: &random) ? .left : .right
    switch activity {
    case .query: sendQuery()
    case .noise: sendNoise()
    case .churn: sendChurn(to: side)
    case .conflict: contest(side)
    case .tooBig: reportTooBig(to: side)
    case .attack: attack(side)
    case .cable: pullCable(of: side, microseconds: .random(in: 1000...30_000_000, using: &random))
    case .stall: stall(side, microseconds: .random(in: 100...50_000, using: &random))
    default:
      let instant = Instant(microseconds: now)
      switch side {
      case .left: try left.perform(activity, at: instant, &ledger, &random)
      case .right: try right.perform(activity, at: instant, &ledger, &random)
      }
    }
  }

  // MARK: The third station

  private var third: AttackTarget {
    AttackTarget(hardware: [2, 0, 0, 0, 0, 3], address: [192, 0, 2, 3])
  }

  /// The querier of the link asks for memberships (RFC 3376 §4.1): in bad times in older versions
  /// too.
  private mutating func sendQuery() {
    let version = weather == .hostile ? Int.random(in: 1...3, using: &random) : 3
    let query = FrameBuilder.icmp(
      type: 0x11, code: version == 1 ? 0 : 100, rest: [0, 0, 0, 0],
      version == 3 ? [2, 125, 0, 0] : [])
    let header = FrameBuilder.Header(
      protocol: 2, timeToLive: 1, options: version == 1 ? [] : [0x94, 4, 0, 0])
    launch(
      FrameBuilder(target: third).ipv4(header, from: third, to: [224, 0, 0, 1], query), from: nil)
  }

  private mutating func sendNoise() {
    let stations = Side.allCases.map(\.station.hardware)
    for _ in 0..<8 { launch(noise.frame(to: stations, using: &random), from: nil) }
  }

  /// Many stations show themselves, and some are gone before they are answered.
  private mutating func sendChurn(to side: Side) {
    for number in 0..<Int.random(in: 4...64, using: &random) {
      launch(Attack.strangers.frame(number, to: side.station, using: &random), from: nil)
    }
  }

  /// Somebody else claims an address (RFC 5227 §2.4), once or twice.
  private mutating func contest(_ side: Side) {
    let claimant = AttackTarget(hardware: third.hardware, address: side.station.address)
    for _ in 0..<Int.random(in: 1...2, using: &random) {
      launch(FrameBuilder(target: side.station).arpRequest(from: claimant), from: nil)
    }
  }

  /// A router says that a datagram was too long for it (RFC 1191 §4): of one that may have been
  /// sent.
  private mutating func reportTooBig(to side: Side) {
    let quoted = FrameBuilder(target: side.other.station).ipv4(
      FrameBuilder.Header(protocol: 17, fragment: 0x4000), from: side.station,
      FrameBuilder.datagram(from: side == .left ? leftPort() : rightPort(), to: 7, []))
    let length = UInt16.random(in: 200...1400, using: &random)
    let report = FrameBuilder.icmp(
      type: 3, code: 4, rest: [0, 0] + FrameBuilder.octets(length), Array(quoted[14..<42]))
    launch(
      FrameBuilder(target: side.station).ipv4(
        FrameBuilder.Header(protocol: 1), from: third, report), from: nil)
  }

  private mutating func leftPort() -> UInt16 { left.interface.port(of: left.client) }
  private mutating func rightPort() -> UInt16 { right.interface.port(of: right.client) }

  private mutating func attack(_ side: Side) {
    guard let attack = Attack.allCases.randomElement(using: &random) else { return }
    for number in 0..<500 {
      launch(attack.frame(number, to: side.station, using: &random), from: nil)
    }
  }
}
