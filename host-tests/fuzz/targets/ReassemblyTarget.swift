import NetStack
import PlainFrames

/// Feeds fragments in any order: what comes out whole is made of what came in, and an honest
/// sender's datagram always comes out.
func fuzzReassembly(_ input: [UInt8], _ journal: Journal) {
  var script = Script(input)
  let wire = FuzzWire(seed: input, journal)
  var configuration = InterfaceConfiguration(
    subnet: IPv4Subnet(IPv4Address(192, 0, 2, 2), prefixLength: 24))
  configuration.icmpErrorBurst = 1000
  let device = FuzzDevice(wire: wire)
  switch script.byte() & 3 {
  case 0:
    fuzz(
      Interface<FuzzDevice, QuietFuzzFeatures, 1, 4, 2, 0, 2, 0, 0, 1, 192>(
        device: device, configuration: configuration), wire, &script, limit: 128)
  case 1:
    fuzz(
      Interface<FuzzDevice, QuietFuzzFeatures, 1, 4, 2, 0, 2, 0, 0, 2, 300>(
        device: device, configuration: configuration), wire, &script, limit: 232)
  case 2:
    fuzz(
      Interface<FuzzDevice, QuietFuzzFeatures, 1, 4, 2, 0, 2, 0, 0, 4, 2112>(
        device: device, configuration: configuration), wire, &script, limit: 2048)
  default:
    fuzz(
      Interface<FuzzDevice, QuietFuzzFeatures, 1, 4, 2, 0, 2, 0, 0, 2, 65600>(
        device: device, configuration: configuration), wire, &script, limit: 65515)
  }
}

private func fuzz<
  Features: StackFeatures, let addresses: Int, let neighbors: Int, let held: Int,
  let sockets: Int, let rawSockets: Int, let groups: Int, let destinations: Int,
  let reassemblies: Int, let datagram: Int
>(
  _ interface:
    consuming Interface<
      FuzzDevice, Features, addresses, neighbors, held, sockets, rawSockets, groups, destinations,
      reassemblies, datagram
    >, _ wire: FuzzWire, _ script: inout Script, limit: Int
) {
  var interface = interface
  var model = FragmentLedger()
  wire.checker.ours = [0xC000_0202]
  guard let odd = try? interface.bindRaw(IPProtocol(rawValue: 253)),
    let tcp = try? interface.bindRaw(.tcp)
  else { finding("no room for two raw sockets") }
  for number: UInt8 in 1...4 {
    _ = interface.setStaticNeighbor(
      IPv4Address(192, 0, 2, number), is: MACAddress(2, 0, 0, 0, 1, number), at: .start)
  }
  var now = Instant.start
  var steps = 0
  while !script.isAtEnd, steps < 250 {
    steps += 1
    let choice = script.byte()
    if choice & 0x1F == 31 {
      now = now + Duration(microseconds: 1 << UInt64(choice >> 5 &* 3 &+ 8))
    }
    let fragment = Fragment(choice, &script, at: now, limit: limit)
    feed(fragment, to: &interface, wire, &model)
  }
  // An honest sender, whatever others have left behind.
  now = now + .seconds(1)
  let length = min(limit, 24 + Int(input16(&script)) % 600)
  let cuts = Fragment.cut(length, at: now, &script)
  let before = model.delivered
  for fragment in cuts { feed(fragment, to: &interface, wire, &model) }
  require(
    model.delivered == before + 1,
    "an honest datagram is lost, of this length and number of fragments:", length,
    cuts.count)
  require(model.last == cuts[0].whole(length), "an honest datagram came out otherwise")
  // All is over after 60 s (RFC 1122 §3.3.2).
  now = now + .seconds(61)
  for _ in 0..<64 { _ = interface.poll(at: now) }
  require(interface.poll(at: now) == nil, "holds fragments for more than 60 s")
  let counters = interface.counters
  let lost =
    counters.reassembly.timedOut.fragments &+ counters.reassembly.evicted.fragments
    &+ counters.reassembly.discarded.fragments
  require(lost <= counters[.fragmentHeld], "lost more fragments than were held")
  require(counters.reassembly.completed == model.delivered, "counts datagrams wrongly")
  wire.journal.note(counters)
  interface.close(odd)
  interface.close(tcp)
}

private func input16(_ script: inout Script) -> UInt16 { script.word() }

private func feed<
  Features: StackFeatures, let addresses: Int, let neighbors: Int, let held: Int,
  let sockets: Int, let rawSockets: Int, let groups: Int, let destinations: Int,
  let reassemblies: Int, let datagram: Int
>(
  _ fragment: Fragment,
  to interface:
    inout Interface<
      FuzzDevice, Features, addresses, neighbors, held, sockets, rawSockets, groups, destinations,
      reassemblies, datagram
    >, _ wire: FuzzWire, _ model: inout FragmentLedger
) {
  let before = interface.counters
  model.arrived.append(fragment)
  wire.arrive(fragment.frame)
  var whole: [[UInt8]] = []
  let deadline = interface.poll(at: fragment.time, { _, slot in slot.discard() }) { packet in
    whole.append(Array(packet.packet.bytes))
    wire.journal.note("a whole packet", packet.packet.bytes)
  }
  wire.journal.note("waits until", deadline?.microseconds ?? 0)
  require(whole.count <= 1, "one fragment completes several datagrams:", whole.count)
  for packet in whole { model.check(packet, completedBy: fragment) }
  let after = interface.counters
  var total: UInt32 = 0
  for outcome in FrameOutcome.allCases { total &+= after[outcome] &- before[outcome] }
  require(total == 1, "a fragment's outcomes are not one:", Int(total))
}

/// A fragment that is fed.
private struct Fragment {
  var source: UInt8
  var identification: UInt16
  var number: UInt8
  var options: [UInt8] = []
  var offset: Int
  var more: Bool
  var payload: [UInt8]
  let time: Instant

  /// Mostly one of a few datagrams, cut at multiples of 16 bytes.
  init(_ choice: UInt8, _ script: inout Script, at time: Instant, limit: Int) {
    let shape = script.byte()
    self.time = time
    source = 1 + choice & 1 + choice >> 1 & 2
    identification = UInt16(choice >> 2 & 1)
    number = choice & 8 == 0 ? 253 : 6
    if choice & 0x10 != 0 { options = [1, 1, 1, 0] }
    offset = Int(shape & 0x0F) * 16
    more = shape & 0x10 == 0
    var length = 16
    if shape & 0x20 != 0 { length = script.length() }
    if shape & 0x40 != 0 { offset = Int(script.word() & 0x1FFF) * 8 }
    payload = Self.bytes(length, from: offset, key: source &+ UInt8(identification) &* 64)
    if shape & 0x80 != 0, length > 0 { payload[Int(script.byte()) % length] ^= 1 }
  }

  private init(
    source: UInt8, offset: Int, more: Bool, payload: [UInt8], time: Instant
  ) {
    self.source = source
    identification = 0xBEEF
    number = 253
    self.offset = offset
    self.more = more
    self.payload = payload
    self.time = time
  }

  /// The bytes of a datagram at a place, the same whoever cuts it.
  static func bytes(_ count: Int, from offset: Int, key: UInt8) -> [UInt8] {
    Array(FrameBytes.pattern(0x14000, from: Int(key) * 41).dropFirst(offset).prefix(count))
  }

  /// A datagram of an honest sender in two fragments or more, in an order that the script chooses.
  static func cut(_ length: Int, at time: Instant, _ script: inout Script) -> [Fragment] {
    var parts: [Fragment] = []
    var start = 0
    while start < length {
      var end = min(length, start + 8 + 8 * Int(script.byte() & 15))
      if start == 0 { end = min(end, (length - 1) / 8 * 8) }
      let payload = bytes(end - start, from: start, key: 9)
      parts.append(
        Fragment(source: 4, offset: start, more: end < length, payload: payload, time: time))
      start = end
    }
    var shuffled: [Fragment] = []
    while !parts.isEmpty { shuffled.append(parts.remove(at: Int(script.byte()) % parts.count)) }
    return shuffled
  }

  var isFragment: Bool { more || offset > 0 }

  func isOfSameDatagram(as other: Fragment) -> Bool {
    source == other.source && identification == other.identification && number == other.number
  }

  private func packet(length: Int, field: UInt16) -> FrameBytes {
    var frame = FrameBytes()
    frame.putEthernet(to: FuzzStations.board, from: [2, 0, 0, 0, 1, source], type: 0x0800)
    frame.putIPv4(
      protocol: number, from: 0xC000_0200 | UInt32(source), to: 0xC000_0202, options: options,
      identification: identification, fragment: field)
    return frame
  }

  var frame: [UInt8] {
    var frame = packet(length: payload.count, field: (more ? 0x2000 : 0) | UInt16(offset / 8))
    frame.put(payload)
    frame.finishLength()
    frame.finishChecksums()
    return frame.bytes
  }

  /// The packet that an honest datagram of this sender becomes.
  func whole(_ length: Int) -> [UInt8] {
    var frame = packet(length: length, field: 0)
    frame.put(Self.bytes(length, from: 0, key: 9))
    frame.finishLength()
    frame.finishChecksums()
    return Array(frame.bytes.dropFirst(14))
  }
}

/// What came in, against what comes out.
private struct FragmentLedger {
  var arrived: [Fragment] = []
  private(set) var delivered: UInt32 = 0
  private(set) var last: [UInt8] = []

  mutating func check(_ packet: [UInt8], completedBy fragment: Fragment) {
    // What is no fragment was never taken apart.
    delivered += fragment.isFragment ? 1 : 0
    last = packet
    var frame = FrameBytes()
    frame.bytes = packet
    let header = Int(packet[0] & 15) * 4
    require(frame.sum(0..<header) == 0, "a whole datagram's header has a wrong checksum")
    require(Int(frame.word(at: 2)) == packet.count, "a whole datagram has another length")
    require(frame.word(at: 6) == 0, "a whole datagram is a fragment")
    // From the last 60 s, all of the same datagram.
    let parts = arrived.filter {
      $0.isOfSameDatagram(as: fragment) && fragment.time.since($0.time) <= .seconds(60)
    }
    require(parts.contains { $0.offset == 0 && $0.options.count == header - 20 }, "lacks its start")
    let length = packet.count - header
    require(parts.contains { !$0.more && $0.offset + $0.payload.count == length }, "lacks its end")
    var position = 0
    while position < length {
      var end = position
      for part in parts where part.offset <= position && part.offset + part.payload.count > end {
        let overlap = part.payload.dropFirst(position - part.offset).prefix(length - position)
        let start = header + position
        if packet[start..<start + overlap.count].elementsEqual(overlap) {
          end = max(end, position + overlap.count)
        }
      }
      require(end > position, "a byte of a datagram never came:", position)
      position = end
    }
  }
}
