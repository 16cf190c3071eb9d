/// How a frame goes through the transmit checksum engine (RM0090 §33.5.2).
struct TransmitChecksums {
  /// TDES0.CIC, in place.
  let insertion: UInt32

  /// Looks at a frame and clears the fields that the engine fills in: one that is not zero
  /// beforehand can come out as zero.
  ///
  /// - Fragments get their IPv4 header summed only: with more, the engine corrupts them, although
  ///   the manual says that it bypasses them.
  /// - So do packets of protocols other than UDP and ICMP, whose checksums are the stack's.
  /// - So do datagrams whose checksum field is zero: their sender wants none (RFC 768; `ChecksumSet`).
  /// - Everything that is not IPv4 goes out as it is: the engine puts a false checksum into IPv6
  ///   packets without a known payload (ES0206).
  @_lifetime(frame: copy frame)
  init(preparing frame: inout MutableSpan<UInt8>, length: Int) {
    let header = 14
    guard length >= header + 20, length <= frame.count, frame[12] == 0x08, frame[13] == 0x00,
      frame[header] >> 4 == 4
    else {
      insertion = 0
      return
    }
    let headerLength = Int(frame[header] & 0x0F) * 4
    let totalLength = Int(frame[header + 2]) << 8 | Int(frame[header + 3])
    guard headerLength >= 20, totalLength >= headerLength, totalLength <= length - header else {
      insertion = 0
      return
    }
    frame[header + 10] = 0
    frame[header + 11] = 0
    // Any offset, or more fragments to come.
    let isFragment = frame[header + 6] & 0x3F != 0 || frame[header + 7] != 0
    let payload = header + headerLength
    let checksum: Int
    switch frame[header + 9] {
    case 1 where !isFragment && totalLength - headerLength >= 8: checksum = payload + 2
    case 17
    where !isFragment && totalLength - headerLength >= 8
      && (frame[payload + 6] != 0 || frame[payload + 7] != 0):
      checksum = payload + 6
    default:
      insertion = 1 << 22
      return
    }
    frame[checksum] = 0
    frame[checksum + 1] = 0
    insertion = 3 << 22
  }
}
