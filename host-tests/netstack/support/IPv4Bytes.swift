/// An IPv4 packet in an Ethernet frame, laid out by hand (RFC 791 §3.1). What is nil is computed.
struct IPv4Bytes {
  var version: UInt8 = 4
  var headerWords: UInt8?
  var typeOfService: UInt8 = 0
  var totalLength: UInt16?
  var identification: UInt16 = 0x1234
  /// Flags and fragment offset.
  var fragment: UInt16 = 0
  var timeToLive: UInt8 = 64
  var `protocol`: UInt8 = 17
  var headerChecksum: UInt16?
  var source = Station.peer.address
  var destination = Station.board.address
  var options: [UInt8] = []
  var payload: [UInt8] = []
  var frameDestination = Station.board.hardware
  var frameSource = Station.peer.hardware

  var packet: [UInt8] {
    let words = headerWords ?? UInt8(5 + options.count / 4)
    let length = totalLength ?? UInt16(20 + options.count + payload.count)
    var header =
      [version << 4 | words, typeOfService] + octets(length) + octets(identification)
      + octets(fragment) + [timeToLive, `protocol`, 0, 0] + source + destination + options
    header.replaceSubrange(10..<12, with: octets(headerChecksum ?? naiveChecksum(header)))
    return header + payload
  }

  var frame: [UInt8] { ethernet(to: frameDestination, from: frameSource, packet) }

  init(protocol number: UInt8 = 17, from station: Station = .peer, _ payload: [UInt8] = []) {
    self.protocol = number
    self.payload = payload
    source = station.address
    frameSource = station.hardware
  }
}
