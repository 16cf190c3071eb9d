public import NetStack
public import Text

/// What the appliance needs of a board beside its network device. What is written to the board
/// appears on its console.
public protocol ApplianceBoard: TextSink, ~Copyable {
  static var name: StaticString { get }

  /// The time since start-up.
  var now: Instant { get }

  /// Sleeps until an interrupt or until `deadline`, for good if that is nil. Returns at once when
  /// an interrupt has come since the last sleep.
  mutating func sleep(until deadline: Instant?)

  /// The most bytes of the stack that were ever in use; nil where that can't be told.
  static var stackHighWaterMark: UInt32? { get }

  #if FaultProvocation
    /// Looks whether a datagram asks for a fault, and commits it.
    static func provoke(_ payload: Span<UInt8>)
  #endif
}

extension ApplianceBoard where Self: ~Copyable {
  public static var stackHighWaterMark: UInt32? { nil }
}

/// A network device that wakes the loop by interrupt.
public protocol ApplianceDevice: LinkDevice, ~Copyable {
  /// Acknowledges the interrupt, follows the state of the link and lets the next interrupt through.
  /// - Returns: whether there is work already, so that the loop must not sleep.
  mutating func prepareToSleep() -> Bool
}
