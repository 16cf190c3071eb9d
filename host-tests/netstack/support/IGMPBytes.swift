/// An IGMP message, laid out by hand, with its checksum set right.
func igmp(_ bytes: [UInt8]) -> [UInt8] {
  var bytes = bytes
  bytes.replaceSubrange(2..<4, with: [0, 0])
  bytes.replaceSubrange(2..<4, with: octets(naiveChecksum(bytes)))
  return bytes
}

/// A query of version 1 or 2 (RFC 2236 §2); code 0 makes it one of version 1.
func shortQuery(code: UInt8, _ group: [UInt8] = [0, 0, 0, 0]) -> [UInt8] {
  igmp([0x11, code, 0, 0] + group)
}

/// A query of version 3 (RFC 3376 §4.1).
func longQuery(
  code: UInt8, _ group: [UInt8] = [0, 0, 0, 0], interval: UInt8 = 125, sources: [[UInt8]] = []
) -> [UInt8] {
  let fixed = [0x11, code, 0, 0] + group + [2, interval] + octets(UInt16(sources.count))
  return igmp(fixed + sources.joined())
}

let routerAlert: [UInt8] = [0x94, 4, 0, 0]
