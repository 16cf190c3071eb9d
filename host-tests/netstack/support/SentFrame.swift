/// A frame that the stack sent, read by hand and held against the RFCs' layout.
struct SentFrame {
  enum Defect: Error, Equatable {
    case length, type, arp, version, headerLength, totalLength, timeToLive, headerChecksum
    case icmpLength, icmpChecksum, udpLength, udpChecksum, upperProtocol
  }

  let bytes: [UInt8]

  var destination: [UInt8] { Array(bytes[0..<6]) }
  var source: [UInt8] { Array(bytes[6..<12]) }
  var type: UInt16 { number(bytes, at: 12) }

  // ARP (RFC 826).
  var operation: UInt16 { number(bytes, at: 20) }
  var senderHardware: [UInt8] { Array(bytes[22..<28]) }
  var senderProtocol: [UInt8] { Array(bytes[28..<32]) }
  var targetHardware: [UInt8] { Array(bytes[32..<38]) }
  var targetProtocol: [UInt8] { Array(bytes[38..<42]) }
  var isARPRequest: Bool { type == 0x0806 && operation == 1 }

  /// Whether a frame is a probe or an announcement of the board's address (RFC 5227 §1.1).
  static func isClaim(_ bytes: [UInt8]) -> Bool {
    number(bytes, at: 12) == 0x0806 && Array(bytes[38..<42]) == Station.board.address
  }

  // IPv4 (RFC 791 §3.1).
  var packetSource: [UInt8] { Array(bytes[26..<30]) }
  var packetDestination: [UInt8] { Array(bytes[30..<34]) }
  var `protocol`: UInt8 { bytes[23] }
  var headerEnd: Int { 14 + Int(bytes[14] & 15) * 4 }
  var options: [UInt8] { Array(bytes[34..<headerEnd]) }
  var payload: [UInt8] { Array(bytes[headerEnd...]) }
  /// What follows the eight bytes of the header of ICMP, IGMP or UDP.
  var data: [UInt8] { Array(payload[8...]) }
  var isICMPError: Bool { type == 0x0800 && `protocol` == 1 && payload[0] != 0 }

  private let hasOptions: Bool

  /// - Parameters:
  ///   - offloaded: whether the device computes the checksums, so that they must be zero, and
  ///     UDP's anything else.
  ///   - hasOptions: whether it must have options, or none.
  init(
    _ bytes: [UInt8], offloaded: Bool = false, hasOptions: Bool = false
  ) throws(Defect) {
    self.bytes = bytes
    self.hasOptions = hasOptions
    guard bytes.count >= 42 else { throw .length }
    switch type {
    case 0x0806: try checkARP()
    case 0x0800: try checkIPv4(offloaded: offloaded)
    default: throw .type
    }
  }

  private func checkARP() throws(Defect) {
    guard bytes.count == 42 else { throw .length }
    guard bytes[14..<20] == [0, 1, 8, 0, 6, 4], operation == 1 || operation == 2,
      senderHardware == source
    else { throw .arp }
  }

  private func checkIPv4(offloaded: Bool) throws(Defect) {
    guard bytes[14] >> 4 == 4 else { throw .version }
    guard hasOptions ? bytes[14] & 15 > 5 : bytes[14] & 15 == 5, headerEnd <= bytes.count else {
      throw .headerLength
    }
    guard Int(number(bytes, at: 16)) == bytes.count - 14 else { throw .totalLength }
    guard bytes[22] > 0 else { throw .timeToLive }
    let header = Array(bytes[14..<headerEnd])
    guard offloaded ? number(header, at: 10) == 0 : naiveChecksum(header) == 0 else {
      throw .headerChecksum
    }
    switch `protocol` {
    case 1: try checkICMP(offloaded: offloaded)
    case 2: try checkICMP(offloaded: false)
    case 17: try checkUDP(offloaded: offloaded)
    default: throw .upperProtocol
    }
  }

  private func checkICMP(offloaded: Bool) throws(Defect) {
    guard payload.count >= 8 else { throw .icmpLength }
    guard offloaded ? number(payload, at: 2) == 0 : naiveChecksum(payload) == 0 else {
      throw .icmpChecksum
    }
  }

  private func checkUDP(offloaded: Bool) throws(Defect) {
    guard payload.count >= 8, Int(number(payload, at: 4)) == payload.count else {
      throw .udpLength
    }
    let checksum = number(payload, at: 6)
    guard !offloaded else {
      // Anything but what says that there is none (RFC 768).
      guard checksum != 0 else { throw .udpChecksum }
      return
    }
    // Always computed, and never zero, which says that it was not (RFC 768).
    let pseudoHeader = packetSource + packetDestination + [0, 17] + octets(number(payload, at: 4))
    guard checksum != 0, naiveChecksum(pseudoHeader + payload) == 0 else { throw .udpChecksum }
  }
}
