/// Whether a redirect is believed (RFC 1122 §3.2.2.2): it moves traffic elsewhere, and anybody can
/// forge one.
enum RedirectVerdict: CaseIterable {
  case followed
  /// It came to more than us, and a gateway tells one host.
  case toGroup
  /// The packet that it quotes was not ours.
  case notOurPacket
  /// One host alone can be redirected.
  case invalidDestination
  /// It does not come from the gateway that packets to the destination go to first; nor does any
  /// for a destination on our link, where there is none.
  case notFromFirstHop
  /// The new gateway is no other host of our link.
  case invalidGateway
  /// It names the gateway that it comes from.
  case unchanged

  /// - Parameters:
  ///   - sender: who the redirect comes from.
  ///   - firstHop: the gateway that packets to the destination go to now, redirects taken into
  ///     account; nil when they go to none.
  ///   - isForGroup: whether it came by broadcast or multicast.
  ///   - isSourceOurs: whether the redirect's `source` is one of our addresses.
  ///   - isDestinationPeer: whether its `destination` can be one other host's.
  ///   - isGatewayNeighbor: whether its `gateway` can be another host's on our link.
  init(
    on redirect: Redirect, from sender: IPv4Address, firstHop: IPv4Address?, isForGroup: Bool,
    isSourceOurs: Bool, isDestinationPeer: Bool, isGatewayNeighbor: Bool
  ) {
    self =
      if isForGroup {
        .toGroup
      } else if !isSourceOurs {
        .notOurPacket
      } else if !isDestinationPeer {
        .invalidDestination
      } else if firstHop != sender {
        .notFromFirstHop
      } else if !isGatewayNeighbor {
        .invalidGateway
      } else if redirect.gateway == sender {
        .unchanged
      } else {
        .followed
      }
  }
}
