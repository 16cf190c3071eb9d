package import Link

/// A frame under construction, laid out by hand.
package struct FrameBytes {
  package var bytes: [UInt8] = []

  package init(_ bytes: [UInt8] = []) {
    self.bytes = bytes
  }

  package var count: Int { bytes.count }

  package mutating func put(_ value: UInt8) { bytes.append(value) }

  package mutating func put(_ value: UInt16) {
    bytes.append(UInt8(value >> 8))
    bytes.append(UInt8(value & 0xFF))
  }

  package mutating func put(_ value: UInt32) {
    put(UInt16(value >> 16))
    put(UInt16(value & 0xFFFF))
  }

  package mutating func put(_ more: [UInt8]) { bytes += more }

  /// Bytes that depend on `seed` and differ from their neighbors.
  package mutating func putPattern(_ count: Int, seed: UInt8) {
    bytes += Self.pattern(count, from: Int(seed))
  }

  /// Bytes from a place of an endless row of them. A copy, since a loop costs the fuzzer more.
  package static func pattern(_ count: Int, from offset: Int) -> ArraySlice<UInt8> {
    let start = offset % 0x4000
    return row[start..<min(row.count, start + count)]
  }

  private static let row: [UInt8] = (0..<0x18000).map {
    UInt8(truncatingIfNeeded: ($0 &* 0x9E37 &+ $0 >> 7) >> 5)
  }

  package func word(at offset: Int) -> UInt16 {
    UInt16(bytes[offset]) << 8 | UInt16(bytes[offset + 1])
  }

  package mutating func set(_ value: UInt16, at offset: Int) {
    bytes[offset] = UInt8(value >> 8)
    bytes[offset + 1] = UInt8(value & 0xFF)
  }

  package mutating func putEthernet(to destination: [UInt8], from source: [UInt8], type: UInt16) {
    put(destination)
    put(source)
    put(type)
  }

  /// A header of IPv4 whose lengths and checksum `finish` sets right.
  package mutating func putIPv4(
    protocol number: UInt8, from source: UInt32, to destination: UInt32, options: [UInt8] = [],
    identification: UInt16 = 0, fragment: UInt16 = 0, timeToLive: UInt8 = 64,
    typeOfService: UInt8 = 0
  ) {
    put(0x45 + UInt8(options.count / 4))
    put(typeOfService)
    put(UInt16(0))
    put(identification)
    put(fragment)
    put(timeToLive)
    put(number)
    put(UInt16(0))
    put(source)
    put(destination)
    put(options)
  }

  /// Sets the total length to what is there.
  package mutating func finishLength() {
    guard count >= 34 else { return }
    set(UInt16(truncatingIfNeeded: count - 14), at: 16)
  }

  /// Sets the checksums of IPv4, ICMP, IGMP and UDP as far as the lengths allow it. A UDP checksum
  /// of zero stays.
  package mutating func finishChecksums() {
    guard count >= 34, word(at: 12) == 0x0800 else { return }
    let headerEnd = 14 + Int(bytes[14] & 15) * 4
    guard headerEnd >= 34, headerEnd <= count else { return }
    set(0, at: 24)
    set(sum(14..<headerEnd), at: 24)
    let end = 14 + Int(word(at: 16))
    guard end >= headerEnd + 8, end <= count, word(at: 20) & 0x3FFF == 0 else { return }
    switch bytes[23] {
    case 1, 2:
      set(0, at: headerEnd + 2)
      set(sum(headerEnd..<end), at: headerEnd + 2)
    case 17 where word(at: headerEnd + 6) != 0:
      set(0, at: headerEnd + 6)
      let checksum = sum(headerEnd..<end, from: pseudoHeader(length: end - headerEnd))
      set(checksum == 0 ? 0xFFFF : checksum, at: headerEnd + 6)
    default: break
    }
  }

  /// The checksums that a device finds to be right; it looks into no fragment.
  package var rightChecksums: ChecksumSet {
    guard count >= 34, word(at: 12) == 0x0800 else { return [] }
    let headerEnd = 14 + Int(bytes[14] & 15) * 4
    guard headerEnd >= 34, headerEnd <= count, sum(14..<headerEnd) == 0 else { return [] }
    let end = 14 + Int(word(at: 16))
    guard end >= headerEnd + 8, end <= count, word(at: 20) & 0x3FFF == 0 else {
      return .ipv4Header
    }
    switch bytes[23] {
    case 1 where sum(headerEnd..<end) == 0: return [.ipv4Header, .icmpv4]
    case 17 where sum(headerEnd..<end, from: pseudoHeader(length: end - headerEnd)) == 0:
      return [.ipv4Header, .udp]
    default: return .ipv4Header
    }
  }

  /// The sum of what the checksums of UDP and TCP cover beside the segment (RFC 768, RFC 9293 §3.1).
  package func pseudoHeader(length: Int) -> UInt64 {
    var total = UInt64(length) + UInt64(bytes[23])
    for offset in stride(from: 26, to: 34, by: 2) { total += UInt64(word(at: offset)) }
    return total
  }

  /// The Internet checksum (RFC 1071 §1).
  package func sum(_ range: Range<Int>, from start: UInt64 = 0) -> UInt16 {
    var total = start
    unsafe bytes.withUnsafeBytes { bytes in
      var index = range.lowerBound
      func add() {
        total &+= UInt64(unsafe bytes[index]) << 8 | UInt64(unsafe bytes[index &+ 1])
        index &+= 2
      }
      // Few comparisons, for the fuzzer looks at each.
      while index &+ 16 <= range.upperBound {
        add()
        add()
        add()
        add()
        add()
        add()
        add()
        add()
      }
      while index &+ 2 <= range.upperBound { add() }
      if index < range.upperBound { total &+= UInt64(unsafe bytes[index]) << 8 }
    }
    while total > 0xFFFF { total = total >> 16 &+ total & 0xFFFF }
    return UInt16(0xFFFF - total)
  }
}
