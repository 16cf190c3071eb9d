import PlainFrames

/// Builds frames as the script says: what an honest host sends, then changed, and with its checksums
/// set right again or not.
struct FrameScript {
  /// What the low bits of an operation name.
  static let kinds: UInt8 = 12

  private var frame = FrameBytes()
  private(set) var last: [UInt8] = []

  /// - Parameters:
  ///   - operation: the kind in the low five bits; 0x20 changes the frame, 0x40 leaves the
  ///     checksums as they were before that.
  ///   - lastPacket: what the board sent last, for errors about it.
  mutating func build(
    _ operation: UInt8, _ script: inout Script, lastPacket: [UInt8]
  ) -> [UInt8] {
    frame = FrameBytes()
    let kind = operation & 0x1F
    switch kind {
    case 0: putARP(&script)
    case 1: putEcho(&script)
    case 2: putUDP(&script)
    case 3: putError(&script, lastPacket)
    case 4: putIGMP(&script)
    case 5: putFragment(&script)
    case 6: putOptions(&script)
    case 7: frame.put(Array(script.take(Int(script.byte()))))
    case 8: frame.bytes = last
    case 9: putProtocol(&script)
    case 10: putMessage(&script)
    default: putRaw(&script)
    }
    let isLiteral = kind == 7 || kind == 8
    if !isLiteral {
      frame.finishLength()
      frame.finishChecksums()
    }
    if operation & 0x20 != 0 { change(&script) }
    if operation & 0x40 == 0 { frame.finishChecksums() }
    last = frame.bytes
    return frame.bytes
  }

  private mutating func change(_ script: inout Script) {
    let how = script.byte()
    for _ in 0...(how & 3) {
      let place = script.byte()
      let value = script.byte()
      guard frame.count > 0 else { break }
      let index = Int(place & 0x7F) % frame.count
      if place & 0x80 == 0 { frame.bytes[index] = value } else { frame.bytes[index] ^= value }
    }
    if how & 4 != 0 { frame.bytes.removeLast(min(frame.count, Int(script.byte()))) }
    if how & 8 != 0 { frame.putPattern(script.length(), seed: 3) }
  }

  /// The addresses of a packet: source in the low bits, destination in the high ones.
  private mutating func putFrame(_ hosts: UInt8) {
    let destination = FuzzStations.address(hosts >> 4)
    var station = FuzzStations.board
    if destination >> 28 == 0xE {
      let low = destination & 0x7F_FFFF
      station = [
        1, 0, 0x5E, UInt8(low >> 16), UInt8(low >> 8 & 0xFF), UInt8(low & 0xFF),
      ]
    } else if FuzzStations.isGroup(destination, ours: [0xC000_0202]) {
      station = [255, 255, 255, 255, 255, 255]
    }
    frame.putEthernet(to: station, from: FuzzStations.hardware(hosts), type: 0x0800)
  }

  private mutating func putPacket(
    _ hosts: UInt8, protocol number: UInt8, options: [UInt8] = [], fragment: UInt16 = 0,
    identification: UInt16 = 0, timeToLive: UInt8 = 64
  ) {
    putFrame(hosts)
    frame.putIPv4(
      protocol: number, from: FuzzStations.address(hosts), to: FuzzStations.address(hosts >> 4),
      options: options, identification: identification, fragment: fragment,
      timeToLive: timeToLive)
  }

  private mutating func putARP(_ script: inout Script) {
    let hosts = script.byte()
    let flags = script.byte()
    let everyone: [UInt8] = [255, 255, 255, 255, 255, 255]
    frame.putEthernet(
      to: flags & 2 == 0 ? FuzzStations.board : everyone,
      from: FuzzStations.hardware(flags & 32 == 0 ? hosts : hosts ^ 1), type: 0x0806)
    frame.put([0, 1, 8, 0, 6, 4])
    frame.put(UInt16(1 + flags & 1) &+ (flags & 64 == 0 ? 0 : 2))
    frame.put(flags & 16 == 0 ? FuzzStations.hardware(hosts) : [2, 0x66, 0, 0, 0, hosts])
    frame.put(flags & 4 == 0 ? FuzzStations.address(hosts) : 0 as UInt32)
    frame.put(flags & 1 == 0 ? [0, 0, 0, 0, 0, 0] : FuzzStations.board)
    frame.put(FuzzStations.address(flags & 8 == 0 ? hosts >> 4 : hosts))
    if flags & 128 != 0 { frame.putPattern(18, seed: 0) }
  }

  private mutating func putEcho(_ script: inout Script) {
    let hosts = script.byte()
    let length = script.length()
    putPacket(hosts, protocol: 1)
    frame.put([8, 0, 0, 0])
    frame.put(UInt16(script.byte()))
    frame.put(UInt16(length & 0xFF))
    frame.putPattern(length, seed: hosts)
  }

  private mutating func putUDP(_ script: inout Script) {
    let hosts = script.byte()
    let ports = script.byte()
    let length = script.length()
    putPacket(hosts, protocol: 17)
    putUDPHeader(ports, length)
    frame.putPattern(length, seed: ports)
  }

  private mutating func putUDPHeader(_ ports: UInt8, _ length: Int) {
    frame.put(FuzzStations.ports[Int(ports >> 4 & 7)])
    frame.put(FuzzStations.ports[Int(ports & 7)])
    frame.put(UInt16(8 + length))
    // Not zero, so that it is set right.
    frame.put(UInt16(ports & 8 == 0 ? 1 : 0))
  }

  /// An error about the packet that the board sent last.
  private mutating func putError(_ script: inout Script, _ packet: [UInt8]) {
    let hosts = script.byte()
    let choice = script.byte()
    let types: [UInt8] = [3, 3, 11, 12, 5, 4, 3, 3]
    let length = script.length()
    putPacket(hosts, protocol: 1)
    frame.put(types[Int(choice & 7)])
    frame.put(choice >> 3 & 15)
    frame.put(UInt16(0))
    if choice & 7 == 4 {
      frame.put(FuzzStations.address(script.byte()))
    } else {
      frame.put(UInt16(0))
      frame.put(script.word())
    }
    frame.put(Array(packet.prefix(28 + length)))
    if choice & 0x80 != 0 { frame.putPattern(length, seed: 9) }
  }

  private mutating func putIGMP(_ script: inout Script) {
    let choice = script.byte()
    let code = script.byte()
    let types: [UInt8] = [0x11, 0x11, 0x11, 0x16, 0x17, 0x12, 0x22, 0x13]
    let group = FuzzStations.address(choice >> 3)
    let alert: [UInt8] = choice & 0x80 == 0 ? [0x94, 4, 0, 0] : []
    putPacket(0xA1, protocol: 2, options: alert, timeToLive: 1)
    frame.put(types[Int(choice & 7)])
    frame.put(choice & 7 == 0 ? 0 : code)
    frame.put(UInt16(0))
    frame.put(group == 0xC000_0202 ? 0 : group)
    guard choice & 7 == 2 || choice & 7 == 6 else { return }
    let more = script.byte()
    frame.put([2, more])
    frame.put(UInt16(more & 3))
    for _ in 0..<(more & 3) { frame.put(FuzzStations.address(1)) }
  }

  private mutating func putFragment(_ script: inout Script) {
    let hosts = script.byte()
    let key = script.byte()
    let place = script.byte()
    let length = Int(script.byte()) * (key & 0x80 == 0 ? 1 : 8)
    let protocols: [UInt8] = [17, 1, 253, 6]
    let number = protocols[Int(key >> 2 & 3)]
    let offset = UInt16(place & 0x3F) * (key & 0x40 == 0 ? 1 : 32)
    putPacket(
      hosts, protocol: number, fragment: offset | (place & 0x80 == 0 ? 0 : 0x2000),
      identification: UInt16(key & 3) + 1)
    // The first of them starts with a header, so that the whole means something.
    if offset == 0, number == 17, length >= 8 {
      putUDPHeader(key | 8, Int(script.length()))
      frame.putPattern(length - 8, seed: 0)
    } else if offset == 0, number == 1, length >= 8 {
      frame.put([8, 0])
      frame.put(script.word())
      frame.put([0, 1, 0, 1])
      frame.putPattern(length - 8, seed: 0)
    } else {
      // What depends on the place alone fits, wherever it is cut.
      frame.putPattern(length, seed: key & 0x20 == 0 ? 0 : key)
    }
  }

  private mutating func putOptions(_ script: inout Script) {
    let hosts = script.byte()
    let choice = script.byte()
    var options = Array(script.take(Int(choice & 0x3F) % 41))
    while options.count % 4 != 0 { options.append(0) }
    putPacket(hosts, protocol: choice & 0x40 == 0 ? 1 : 17, options: options)
    if choice & 0x40 == 0 {
      frame.put([8, 0, 0, 0, 0, 1, 0, 2])
    } else {
      putUDPHeader(choice & 0x80 == 0 ? 0 : 2, 9)
    }
    frame.putPattern(9, seed: choice)
  }

  private mutating func putProtocol(_ script: inout Script) {
    let hosts = script.byte()
    let number = script.byte()
    let length = script.length()
    putPacket(hosts, protocol: number)
    frame.putPattern(length, seed: number)
  }

  /// An ICMP message of any type.
  private mutating func putMessage(_ script: inout Script) {
    let hosts = script.byte()
    let type = script.byte()
    let code = script.byte()
    let length = script.length()
    putPacket(hosts, protocol: 1)
    frame.put([type, code, 0, 0])
    frame.put(script.long())
    frame.putPattern(length, seed: type)
  }

  /// Any frame for the board.
  private mutating func putRaw(_ script: inout Script) {
    frame.putEthernet(
      to: FuzzStations.board, from: FuzzStations.hardware(script.byte()), type: script.word())
    frame.putPattern(script.length(), seed: script.byte())
  }
}
