/// What became of a fragment.
enum ReassemblyVerdict: Equatable {
  /// It was taken in; more are missing.
  case held
  /// It was taken in, and its datagram is whole: `Reassembler.withBytes(at:_:)` lends it.
  case complete(index: Int)
  /// Its bytes are held already, the same ones.
  case duplicate
  case dropped(Reason)

  enum Reason: UInt8, CaseIterable {
    /// No data, or more fragments to come and a length that is not a multiple of 8 (RFC 791 §3.2).
    case malformed
    /// A first fragment that lacks a part of the transport's header (RFC 1858 §3).
    case tinyFirst
    /// It ends beyond the longest datagram, ours or IPv4's.
    case tooLong
    /// It holds bytes that another one held, but is no duplicate (RFC 5722).
    case overlap
    /// It ends its datagram elsewhere than another fragment says.
    case conflictingEnd
    /// An earlier fragment had its datagram discarded.
    case discarded
    /// Its datagram's time is up.
    case late
    /// There are no places for datagrams at all: the capacity is 0.
    case full
  }
}
