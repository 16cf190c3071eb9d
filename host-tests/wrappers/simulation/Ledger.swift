import Link
import Wrappers

/// What happened in a simulation, and what of it should not have.
struct Ledger {
  private(set) var exchanges: [Exchange] = []
  /// What contradicts an invariant, in words.
  private(set) var violations: [String] = []

  /// The next question of `side`, to be asked at once.
  mutating func open(_ kind: Exchange.Kind, by side: Side) -> Int {
    exchanges.append(Exchange(kind: kind, asker: side))
    return exchanges.count - 1
  }

  mutating func note(_ violation: String) {
    if violations.count < 20 { violations.append(violation) }
  }

  /// A question was taken in at `side`.
  mutating func taken(_ content: some Collection<UInt8>, _ kind: Exchange.Kind, at side: Side) {
    guard let number = known(content, kind, asker: side.other) else {
      return note("\(side) took in a \(kind) that was never sent: \(Array(content))")
    }
    exchanges[number].taken += 1
  }

  /// An answer arrived at `side`.
  mutating func answered(_ content: some Collection<UInt8>, _ kind: Exchange.Kind, at side: Side) {
    guard let number = known(content, kind, asker: side), exchanges[number].taken > 0 else {
      return note("\(side) got an answer to a \(kind) that was not asked: \(Array(content))")
    }
    exchanges[number].answers += 1
  }

  private func known(
    _ content: some Collection<UInt8>, _ kind: Exchange.Kind, asker: Side
  ) -> Int? {
    guard let number = Exchange.number(of: content), number < exchanges.count,
      exchanges[number].kind == kind, exchanges[number].asker == asker
    else { return nil }
    return number
  }
}
