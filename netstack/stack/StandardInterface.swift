/// An interface for most applications: 2 addresses, 16 neighbors, 4 packets held for them, 8 UDP
/// and 2 raw sockets, 4 groups, 8 destinations, 4 datagrams of 8 KB in fragments.
public typealias StandardInterface<Device: LinkDevice & ~Copyable> =
  Interface<Device, StandardFeatures, 2, 16, 4, 8, 2, 4, 8, 4, 8256>

/// The smallest that answers pings and datagrams: 1 address, 4 neighbors, 1 packet held for them,
/// 2 UDP sockets.
public typealias MinimalInterface<Device: LinkDevice & ~Copyable> =
  Interface<Device, MinimalFeatures, 1, 4, 1, 2, 0, 0, 0, 0, 0>
