import Attacks
import SeededRandom
import SoakSimulation

/// What comes over the link beside the pings, for some seconds.
enum Siege: CustomStringConvertible {
  case quiet
  /// Pings of another host, as fast as the rest.
  case flood
  /// Frames of captures and of the fuzzer, damaged.
  case noise
  case attack(Attack)

  static let all = [quiet, flood, noise] + Attack.allCases.map { attack($0) }

  var description: String {
    switch self {
    case .quiet: "quiet"
    case .flood: "flood"
    case .noise: "noise"
    case .attack(let attack): attack.description
    }
  }

  /// Its frame number `number`; nil when there is none.
  func frame(
    _ number: Int, to board: AttackTarget, _ noise: Noise, using random: inout SplitMix64
  ) -> [UInt8]? {
    switch self {
    case .quiet: return nil
    case .flood:
      let flooder = AttackTarget(hardware: [2, 0, 0, 0, 0, 10], address: [192, 0, 2, 10])
      let message = FrameBuilder.icmp(
        type: 8, rest: [0, 1] + FrameBuilder.octets(UInt16(truncatingIfNeeded: number)),
        [UInt8](repeating: 0x5A, count: number % 8 == 0 ? 1472 : 56))
      return FrameBuilder(target: board).ipv4(
        FrameBuilder.Header(protocol: 1), from: flooder, message)
    case .noise:
      let frame = noise.frame(to: [board.hardware], using: &random)
      return claims(board, frame) ? [UInt8](repeating: 0, count: 60) : frame
    case .attack(let attack):
      return attack.frame(number, to: board, using: &random)
    }
  }

  /// Whether a frame claims the board's address for another station: at the second within 10 s the
  /// board gives it up (RFC 5227 §2.4), and there is nothing left to ping.
  private func claims(_ board: AttackTarget, _ frame: [UInt8]) -> Bool {
    frame.count >= 42 && frame[12..<14] == [8, 6] && frame[28..<32].elementsEqual(board.address)
  }
}
