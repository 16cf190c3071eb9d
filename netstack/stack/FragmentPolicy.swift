/// Who cuts a datagram that is too long for its path into fragments.
///
/// A path carries packets up to its path MTU, the least MTU of its links. Routers tell it: where a
/// packet that says Don't Fragment is too long, they drop it and report the MTU (RFC 1191 §2). A
/// sender that can't make its datagrams shorter, as many that use UDP can't, must not set Don't
/// Fragment blindly (§6.1), or they never arrive.
public enum FragmentPolicy: Equatable, Sendable {
  /// The stack does. A datagram that the path is known to carry says Don't Fragment, so that
  /// routers report when the path carries less; a longer one is cut here, into fragments that it
  /// carries, where the interface has room for that (its `datagramCapacity`), and else sent as with
  /// `byRouters`.
  ///
  /// The datagram that a router reports is lost; the next one of its length arrives. Reports that
  /// somebody between filters out leave long datagrams lost for good.
  case whenNeeded

  /// Routers do: Don't Fragment is clear, and the path MTU is not looked at, only the link's. It
  /// works without reports, but routers that fragment are slow, and many networks drop fragments.
  ///
  /// Each datagram needs an identification that its destination sees only once in two minutes, so
  /// their number is limited; what is beyond it is dropped (RFC 6864 §4.3, §5.2).
  case byRouters

  /// Nobody does: Don't Fragment is set, and a datagram that is longer than the path MTU is refused
  /// with `SendError.tooLong`. This is for an application that chooses the length of its datagrams
  /// and wants to know (RFC 1191 §6.2); the socket's error tells the path MTU.
  case never
}
