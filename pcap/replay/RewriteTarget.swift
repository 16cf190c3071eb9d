import Wire

/// Whose frames `--rewrite` makes the board's.
enum RewriteTarget: Equatable {
  /// The host that the most frames are for.
  case busiest
  case host(IPv4Address)
  /// Every host that a frame is for, each in turn.
  case everyone
}
