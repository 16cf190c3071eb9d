import SeededRandom

/// What somebody does from time to time.
enum Activity: CaseIterable {
  // The applications of the stations.
  case question
  case pings
  case drain
  case rawPacket
  case groupDatagram
  case joinOrLeave
  case transientSocket
  case secondAddress
  case closedPort
  // The third station, and the world.
  case query
  case noise
  case churn
  case conflict
  case tooBig
  case attack
  case cable
  case stall

  /// The time until it is done again, in microseconds; nil while it is not done at all.
  func gap(in weather: Weather, using random: inout SplitMix64) -> UInt64? {
    guard let mean = seconds(in: weather) else { return nil }
    return .random(in: 1000...2 * mean * 1_000_000, using: &random)
  }

  /// The mean time from one to the next.
  private func seconds(in weather: Weather) -> UInt64? {
    switch self {
    case .query:
      // RFC 3376 §8.2.
      return weather == .rest ? nil : 125
    case .pings where weather == .idle: return 60
    case .question: return isBusy(weather) ? 4 : nil
    case .pings, .drain, .closedPort: return isBusy(weather) ? 30 : nil
    case .rawPacket, .groupDatagram: return isBusy(weather) ? 10 : nil
    case .joinOrLeave, .transientSocket: return isBusy(weather) ? 60 : nil
    case .secondAddress: return isBusy(weather) ? 200 : nil
    case .noise: return weather == .hostile ? 2 : nil
    case .churn, .tooBig: return weather == .hostile ? 20 : nil
    case .conflict: return weather == .hostile ? 400 : nil
    case .attack, .cable: return weather == .hostile ? 120 : nil
    case .stall: return weather == .hostile ? 30 : nil
    }
  }

  private func isBusy(_ weather: Weather) -> Bool {
    weather == .hostile || weather == .clearing || weather == .calm
  }
}
