/// The state of the medium.
public enum LinkState: Equatable, Sendable {
  case down
  case up(LinkSpeed, LinkDuplex)

  public var isUp: Bool { self != .down }
}

public enum LinkSpeed: Sendable {
  case megabits10
  case megabits100
}

public enum LinkDuplex: Sendable {
  case half
  case full
}
