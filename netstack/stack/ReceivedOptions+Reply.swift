/// The options of a reply (RFC 1122 §3.2.1.8, §3.2.2.6).
///
/// Each is as long as the one received or shorter, so together they fit too.
extension ReceivedOptions {
  /// Writes the options of a reply to the packet, padded to whole words: the record route and the
  /// timestamp with our entry, once, and the way back along the source route.
  ///
  /// Linux records itself twice, as the receiver and as the sender of the reply; RFC 1122 §3.2.2.6
  /// asks for "the current host".
  /// - Parameters:
  ///   - time: milliseconds since midnight UT; with the high bit set, any time (RFC 791 §3.1).
  ///   - buffer: what it held before is lost.
  /// - Returns: the destination of the reply's header: the packet's source, or the first hop on the
  ///   way back to it. A pseudo-header names the packet's source in either case, since that is
  ///   where the reply ends.
  func writeReply(at time: UInt32, to buffer: inout OptionsBuffer) -> IPv4Address {
    buffer.removeAll()
    writeRecordRoute(to: &buffer)
    writeTimestamp(time, to: &buffer)
    let destination = writeSourceRoute(to: &buffer)
    buffer.pad()
    return destination
  }

  private func writeRecordRoute(to buffer: inout OptionsBuffer) {
    let data = recordRoute
    guard !data.isEmpty else { return }
    let start = buffer.append(.recordRoute, data: data)
    guard let entry = try? Self.nextEntry(of: .route, in: data) else { return }
    buffer.store(subnet.address.rawValue, at: start &+ entry)
    buffer.store(data[0] &+ 4, at: start)
  }

  private func writeTimestamp(_ time: UInt32, to buffer: inout OptionsBuffer) {
    let data = timestamp
    guard !data.isEmpty, let flag = TimestampFlag(octet: data[1]) else { return }
    let start = buffer.append(.timestamp, data: data)
    guard let entry = try? Self.nextEntry(of: flag.layout, in: data) else {
      // A host whose address is not asked for has nothing to record, room or not.
      if flag != .prespecifiedAddress { buffer.store(data[1] &+ 0x10, at: start &+ 1) }
      return
    }
    switch flag {
    case .timeOnly:
      buffer.store(time, at: start &+ entry)
    case .timeAndAddress:
      buffer.store(subnet.address.rawValue, at: start &+ entry)
      buffer.store(time, at: start &+ entry &+ 4)
    case .prespecifiedAddress:
      guard data.uint32(at: entry) == subnet.address.rawValue else { return }
      buffer.store(time, at: start &+ entry &+ 4)
    }
    buffer.store(data[0] &+ UInt8(truncatingIfNeeded: flag.layout.entryLength), at: start)
  }

  /// Writes the recorded route G1…Gn backwards: to Gn first, then Gn-1…G1 and the source. A source
  /// that recorded itself before G1 is not named twice (RFC 1122 §3.2.1.8 (c), case (B)).
  /// - Returns: the first hop.
  private func writeSourceRoute(to buffer: inout OptionsBuffer) -> IPv4Address {
    let route = sourceRoute
    guard !route.isEmpty else { return source }
    let count = Self.hopCount(route)
    let first = count > 0 && Self.hop(0, of: route) == source ? 1 : 0
    guard count > first else { return source }
    let start = buffer.append(
      isSourceRouteStrict ? .strictSourceRoute : .looseSourceRoute,
      dataLength: Layout.route.headerLength &+ (count &- first) &* Layout.route.entryLength)
    buffer.store(UInt8(4), at: start)
    var offset = start &+ Layout.route.headerLength
    var index = count &- 2
    while index >= first {
      buffer.store(Self.hop(index, of: route).rawValue, at: offset)
      offset &+= Layout.route.entryLength
      index &-= 1
    }
    buffer.store(source.rawValue, at: offset)
    return Self.hop(count &- 1, of: route)
  }
}
