/// What a path is known to carry (RFC 1191 §2).
struct PathMTU: Equatable {
  /// The longest packet in bytes, its header included. The link's own may be lower.
  let maximumTransmissionUnit: Int
  /// Whether the path was said to carry even less, which the stack does not go down to: packets
  /// must be sent with Don't Fragment clear, and routers fragment them.
  let isFloor: Bool
}

/// What became of a report that a packet was too long.
enum PathMTUVerdict: Equatable {
  /// The estimate went down; transports that use the path want to know (RFC 1191 §6.2).
  case lowered(PathMTU)
  /// It tells of no decrease: stale, repeated or false.
  case ignored
}
