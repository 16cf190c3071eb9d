/// What a host does about another station that uses its address (RFC 5227 §2.4).
public enum DefensePolicy: UInt8, Sendable {
  /// Stops using the address at once (§2.4 (a)).
  case giveUp
  /// Announces the address once, and stops using it at a second conflict within 10 s (§2.4 (b)).
  case defendOnce
  /// Keeps the address whatever happens, and announces it at most once in 10 s (§2.4 (c)). For a
  /// host that others know by its address.
  case neverGiveUp
}
