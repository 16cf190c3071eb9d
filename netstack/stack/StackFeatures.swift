/// What an interface does beyond the necessary, chosen when it is compiled: what is left out takes
/// no flash. Conform an enumeration without cases to it and override what is to differ.
public protocol StackFeatures {
  /// Whether addresses are probed for, announced and defended (RFC 5227).
  static var detectsAddressConflicts: Bool { get }
  /// Whether received options are examined, a source route that goes on is refused, and echo
  /// replies carry record route, timestamp and the reversed source route (RFC 1122 §3.2.1.8,
  /// §3.2.2.6). Otherwise options are skipped.
  static var answersOptions: Bool { get }
  /// Whether ICMP timestamp requests are answered (RFC 1122 §3.2.2.8). It tells everybody our
  /// clock, so the default is no.
  static var answersTimestamps: Bool { get }
  /// Whether redirects are followed (RFC 1122 §3.2.2.2), which needs a `destinationCapacity`. They
  /// can be forged by anybody who knows our gateway, so the default is no.
  static var followsRedirects: Bool { get }
  /// Whether what a neighbor sends once its addresses have passed all checks is answered by the
  /// shortest way. The answers are the same, for about half of the instructions.
  static var predictsHeaders: Bool { get }
}

extension StackFeatures {
  public static var detectsAddressConflicts: Bool { true }
  public static var answersOptions: Bool { true }
  public static var answersTimestamps: Bool { false }
  public static var followsRedirects: Bool { false }
  public static var predictsHeaders: Bool { true }
}

/// All that the RFCs ask of a host.
public enum StandardFeatures: StackFeatures {}

/// The least that talks to other hosts.
public enum MinimalFeatures: StackFeatures {
  public static var detectsAddressConflicts: Bool { false }
  public static var answersOptions: Bool { false }
  public static var predictsHeaders: Bool { false }
}
