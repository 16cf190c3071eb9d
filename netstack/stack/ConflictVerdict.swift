/// What an ARP packet says about the use of our address (RFC 5227).
enum ConflictVerdict {
  /// Nothing. Only such a packet is looked at further.
  case none
  /// Our own packet came back (§2.1.1).
  case ours
  /// Another station uses the address that we probe for, or probes for it too (§2.1.1).
  case probeLost
  /// Another station uses our address: one announcement is to be sent now (§2.4 (b), (c)).
  case defend
  /// Another station uses our address, which was defended less than 10 s ago (§2.4 (c)).
  case tolerated
  /// Another station uses our address, and we don't any longer (§2.4 (a), (b)).
  case defeated
}
