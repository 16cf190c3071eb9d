import NetStack
import PlainFrames

/// One interface from its start to its rest, with an application that uses all of it.
struct InterfaceRun<
  Features: StackFeatures, let addressCount: Int, let neighborCount: Int, let heldCount: Int,
  let socketCount: Int, let rawCount: Int, let groupCount: Int, let destinationCount: Int,
  let reassemblyCount: Int, let datagramLength: Int
>: ~Copyable {
  typealias Subject = Interface<
    FuzzDevice, Features, addressCount, neighborCount, heldCount, socketCount, rawCount, groupCount,
    destinationCount, reassemblyCount, datagramLength
  >

  var interface: Subject
  let wire: FuzzWire
  var now = Instant(microseconds: 1)
  var sockets = InlineArray<4, UDPSocket?> { _ in nil }
  var rawSockets = InlineArray<2, RawSocket?> { _ in nil }
  private let budgets: (ingress: Int, egress: Int)
  private var services = ServiceRun()
  private var frames = FrameScript()
  /// How the application answers datagrams.
  private var replyMode: UInt8 = 1
  private var deadline: Instant?
  private var steps = 0
  private var dropCount: UInt32 = 0
  private var answeredCount: UInt32 = 0

  init(
    _ interface: consuming Subject, _ wire: FuzzWire, _ configuration: InterfaceConfiguration
  ) {
    self.interface = interface
    self.wire = wire
    budgets = (configuration.ingressBudget, configuration.egressBudget)
    wire.checker.ours = [0xC000_0202]
    sockets[0] = try? self.interface.bind(port: 7)
    rawSockets[0] = try? self.interface.bindEcho(identifier: 77)
    wire.journal.note("has sockets", sockets[0] == nil ? 0 : rawSockets[0] == nil ? 1 : 2)
    if rawSockets[0] != nil { wire.checker.rawProtocols.append(1) }
    poll()
  }

  mutating func perform(_ script: inout Script) {
    while !script.isAtEnd, steps < 200 {
      steps += 1
      let operation = script.byte()
      if operation & 0x1F < FrameScript.kinds {
        wire.arrive(frames.build(operation, &script, lastPacket: wire.lastPacket))
        if operation & 0x80 == 0 || wire.waitingCount > 8 { pollAll() }
      } else {
        call(operation, &script)
      }
    }
  }

  private mutating func call(_ operation: UInt8, _ script: inout Script) {
    let high = operation >> 5
    switch operation & 0x1F {
    case 12: advance(script.byte())
    case 13: pollAgain()
    case 14: bind(high, script.byte())
    case 15: connect(high, script.byte())
    case 16: close(high)
    case 17: send(high, &script)
    case 18: join(high, script.byte())
    case 19: leave(high, script.byte())
    case 20: setOptions(high, &script)
    case 21: openRaw(high, script.byte())
    case 22: closeRaw(high)
    case 23: sendRaw(high, &script)
    case 24: changeAddress(high, script.byte())
    case 25: changeRoute(high, script.byte())
    case 26: changeNeighbor(high, script.byte())
    case 27: changeDevice(high, script.byte())
    case 28: replyMode = script.byte()
    case 29 where high & 4 != 0: runService(high, script.byte())
    case 29: readState(high)
    case 30: sendBuilt(high, &script)
    default: wire.verifiedChecksums = ChecksumSet(rawValue: high & 7)
    }
  }

  // MARK: Time

  private mutating func advance(_ choice: UInt8) {
    if choice == 0, let deadline {
      now = max(now, deadline)
    } else {
      now = now + Duration(microseconds: (1 << UInt64(choice & 31)) &+ UInt64(choice >> 5))
    }
    pollAll()
  }

  /// Polls until nothing is left to be done now.
  private mutating func pollAll() {
    var count = 0
    repeat {
      poll()
      count += 1
      // At most the frames that wait, one at a time, and what they give rise to.
      require(count <= 256, "polls on and on without an end")
    } while wire.waitingCount > 0 && wire.freeSlots != 0 || deadline.map { $0 <= now } ?? false
  }

  /// A poll without anything new changes nothing.
  private mutating func pollAgain() {
    pollAll()
    let before = (wire.sentCount, deadline)
    poll()
    require(wire.sentCount == before.0, "sends without a reason")
    if wire.freeSlots != 0 {
      require(deadline == before.1, "waits for another time without a reason")
    }
  }

  private mutating func poll() {
    let sentBefore = wire.sentCount
    let receivedBefore = wire.receivedCount
    let answersBefore = wire.answerCount
    let mode = replyMode
    let ours = wire.checker.ours
    let journal = wire.journal
    wire.checker.usable = nil
    journal.note("polls at", now.microseconds)
    deadline = interface.poll(at: now) { datagram, slot in
      journal.note(datagram)
      guard !services.owns(datagram) else { return services.answer(datagram, slot) }
      return Self.reply(to: datagram, slot, mode, ours)
    } packets: { packet in
      journal.note("a packet", packet.packet.bytes)
      services.receive(packet, at: now, journal)
      require(packet.packet.bytes.count <= 65535, "a packet that is too long")
      require(!packet.packet.isFragment, "a fragment for a raw socket")
    }
    let received = Int(wire.receivedCount &- receivedBefore)
    require(received <= budgets.ingress, "takes in too many frames in one poll:", received)
    let sent = wire.sentCount - sentBefore
    require(sent <= received + budgets.egress, "sends too many frames in one poll:", sent)
    if let deadline {
      require(deadline >= now, "wants to be called in the past")
      journal.note("waits until", deadline.microseconds)
    }
    checkOutcomes(received, answers: wire.answerCount - answersBefore)
  }

  /// Each frame ends in one outcome, and what is dropped is not answered.
  private mutating func checkOutcomes(_ received: Int, answers: Int) {
    let counters = interface.counters
    var total: UInt32 = 0
    var drops: UInt32 = 0
    for outcome in FrameOutcome.allCases {
      total &+= counters[outcome]
      // A conflict may be answered by an announcement (RFC 5227 §2.4).
      if outcome.isDrop, outcome != .arpConflict,
        outcome.rawValue < FrameOutcome.answerTooLong.rawValue
      {
        drops &+= counters[outcome]
      }
    }
    require(
      total == wire.receivedCount, "outcomes and frames differ in number:", Int(total),
      Int(wire.receivedCount))
    let newDrops = Int(drops &- dropCount)
    dropCount = drops
    require(answers <= received - newDrops, "answers what it says to be dropped")
    wire.journal.note("drops", newDrops)
    let newAnswers = Int(counters[.answered] &- answeredCount)
    answeredCount = counters[.answered]
    require(newAnswers <= answers, "says that it answers, and does not")
    wire.journal.note("says that it answers", newAnswers)
  }

  private static func reply(
    to datagram: borrowing IncomingDatagram, _ slot: consuming PayloadSlot, _ mode: UInt8,
    _ ours: [UInt32]
  ) -> PayloadReceipt {
    let source = datagram.source.address.rawValue
    require(!FuzzStations.isGroup(source, ours: ours), "a datagram from a group")
    let destination = datagram.destination.address.rawValue
    require(
      datagram.isForGroup || !FuzzStations.isGroup(destination, ours: ours),
      "a datagram to a group as if it were for us alone")
    require(datagram.payload.count <= 65507, "a datagram that is too long")
    switch mode & 3 {
    case 0: return slot.discard()
    case 1, 2: return slot.send(copying: datagram.payload)
    default:
      var slot = slot
      let length = mode >= 0xF8 ? 2000 : Int(mode) * 6 - 1
      fill(&slot.bytes, length)
      return slot.send(length)
    }
  }

  /// Gives the device room and time: what is due is done, and then there is rest.
  consuming func rest() {
    wire.freeSlots = nil
    wire.slotSize = 1514
    pollAll()
    let start = now
    var count = 0
    while let due = deadline, count < 200 {
      now = max(due, now)
      pollAll()
      count += 1
    }
    require(
      deadline == nil || now.since(start) > .seconds(100),
      "is woken without a frame, in less than 100 s so many times:", count)
    wire.journal.note(interface.counters)
    wire.journal.note("group counters", counters: interface.groupCounters)
  }

  // MARK: UDP sockets

  private mutating func bind(_ high: UInt8, _ choice: UInt8) {
    let index = Int(high & 3)
    guard sockets[index] == nil else { return }
    let address = IPv4Address(rawValue: FuzzStations.address(choice >> 4))
    wire.journal.note("binds") { () throws(BindError) in
      sockets[index] = try interface.bind(
        port: FuzzStations.ports[Int(choice & 7)], address: choice & 8 == 0 ? nil : address)
    }
  }

  private mutating func connect(_ high: UInt8, _ choice: UInt8) {
    guard let socket = sockets[Int(high & 3)].take() else { return }
    // What is another host now may be everyone's address when ours have changed.
    let peer = destination(choice)
    wire.journal.note("connects") { () throws(BindError) in
      try interface.connect(socket, to: peer)
    }
    sockets[Int(high & 3)] = consume socket
  }

  private mutating func close(_ high: UInt8) {
    guard let socket = sockets[Int(high & 3)].take() else { return }
    interface.close(socket, at: now)
  }

  private mutating func destination(_ choice: UInt8) -> Endpoint {
    let address = FuzzStations.address(choice)
    if address >> 28 >= 0xE || address & 0xFF == 0xFF { wire.checker.mayAddressGroups = true }
    return Endpoint(
      IPv4Address(rawValue: address), port: FuzzStations.ports[Int(choice >> 4 & 7)])
  }

  /// What is sent now comes from an address that may be used, not from one that is only claimed
  /// (RFC 5227 §2.1.1, §2.4).
  private mutating func noteUsable() {
    var usable: [UInt32] = []
    for address in wire.checker.ours {
      if interface.isUsable(IPv4Address(rawValue: address)) { usable.append(address) }
    }
    wire.checker.usable = usable
  }

  private mutating func send(_ high: UInt8, _ script: inout Script) {
    guard let socket = sockets[Int(high & 3)].take() else { return }
    let choice = script.byte()
    var payload = FrameBytes()
    payload.putPattern(script.length(), seed: choice)
    let options = high & 4 == 0 ? [] : Array(script.take(Int(script.byte() & 0x3F)))
    let target = destination(choice)
    noteUsable()
    wire.journal.note("sends a datagram") { () throws(SendError) in
      try interface.send(
        payload.bytes.span, from: socket, to: choice & 0x80 == 0 ? target : nil,
        headerOptions: options.span, at: now)
    }
    sockets[Int(high & 3)] = consume socket
    deadline = now
  }

  private mutating func sendBuilt(_ high: UInt8, _ script: inout Script) {
    guard let socket = sockets[Int(high & 3)].take() else { return }
    let choice = script.byte()
    let length = script.length()
    let target = destination(choice)
    var options = UDPSocketOptions()
    options.timeToLive = script.byte()
    options.fragmentPolicy = high & 4 == 0 ? .never : .byRouters
    noteUsable()
    wire.journal.note("builds a datagram") { () throws(SendError) in
      try interface.send(from: socket, to: target, options: options, at: now) { slot in
        var slot = slot
        fill(&slot.bytes, length)
        return slot.send(length)
      }
    }
    sockets[Int(high & 3)] = consume socket
    deadline = now
  }

  private mutating func join(_ high: UInt8, _ choice: UInt8) {
    guard let socket = sockets[Int(high & 3)].take() else { return }
    let group = IPv4Address(rawValue: FuzzStations.address(choice & 3 | 8 | choice & 4))
    wire.journal.note("joins") { () throws(GroupError) in
      try interface.join(group, socket, at: now)
    }
    sockets[Int(high & 3)] = consume socket
    deadline = now
  }

  private mutating func leave(_ high: UInt8, _ choice: UInt8) {
    guard let socket = sockets[Int(high & 3)].take() else { return }
    let group = IPv4Address(rawValue: FuzzStations.address(choice & 3 | 8 | choice & 4))
    interface.leave(group, socket, at: now)
    sockets[Int(high & 3)] = consume socket
    deadline = now
  }

  private mutating func setOptions(_ high: UInt8, _ script: inout Script) {
    guard let socket = sockets[Int(high & 3)].take() else { return }
    var options = UDPSocketOptions()
    let flags = script.byte()
    if flags & 1 != 0 { options.timeToLive = script.byte() }
    options.typeOfService = flags & 2 == 0 ? 0 : script.byte()
    options.fragmentPolicy =
      flags & 4 != 0 ? .byRouters : flags & 8 != 0 ? .never : .whenNeeded
    options.sendsChecksum = flags & 16 == 0
    options.acceptsMissingChecksum = flags & 32 == 0
    interface.setOptions(options, of: socket)
    sockets[Int(high & 3)] = consume socket
  }

  // MARK: Raw sockets

  private mutating func openRaw(_ high: UInt8, _ choice: UInt8) {
    let index = Int(high & 1)
    guard rawSockets[index] == nil else { return }
    if high & 2 == 0 {
      wire.journal.note("binds to echoes") { () throws(RawSocketError) in
        rawSockets[index] = try interface.bindEcho(identifier: UInt16(choice))
      }
      wire.checker.rawProtocols.append(1)
    } else {
      let protocols: [UInt8] = [1, 2, 6, 17, 253, choice]
      let number = protocols[Int(choice) % protocols.count]
      wire.journal.note("binds to a protocol") { () throws(RawSocketError) in
        rawSockets[index] = try interface.bindRaw(IPProtocol(rawValue: number))
      }
      wire.checker.rawProtocols.append(number)
    }
  }

  private mutating func closeRaw(_ high: UInt8) {
    guard let socket = rawSockets[Int(high & 1)].take() else { return }
    interface.close(socket)
  }

  /// What is sent is an echo request, whatever the protocol is.
  private mutating func sendRaw(_ high: UInt8, _ script: inout Script) {
    guard let socket = rawSockets[Int(high & 1)].take() else { return }
    let choice = script.byte()
    let length = script.length()
    var message = FrameBytes()
    message.put([8, 0, 0, 0])
    message.put(interface.identifier(of: socket) ?? 1)
    message.put(UInt16(choice))
    message.putPattern(length, seed: choice)
    message.set(message.sum(0..<message.count), at: 2)
    let target = destination(choice).address
    noteUsable()
    wire.journal.note("sends a packet") { () throws(SendError) in
      try interface.send(
        from: socket, to: target, timeToLive: choice & 0x10 == 0 ? nil : choice >> 5,
        longest: high & 2 == 0 ? 0 : message.count, at: now
      ) { slot in slot.send(copying: message.bytes.span) }
    }
    rawSockets[Int(high & 1)] = consume socket
    deadline = now
  }

  // MARK: Services

  private mutating func runService(_ high: UInt8, _ choice: UInt8) {
    guard high & 1 == 0 else { return services.openEcho(on: &interface) }
    guard let socket = rawSockets[Int(high >> 1 & 1)].take() else { return }
    let target = destination(choice).address
    noteUsable()
    services.ping(
      target, from: socket, length: choice & 0x40 == 0 ? 8 : 1600, on: &interface, at: now,
      wire.journal)
    rawSockets[Int(high >> 1 & 1)] = consume socket
    deadline = now
  }

  // MARK: The interface

  private mutating func changeAddress(_ high: UInt8, _ choice: UInt8) {
    let number: UInt8 = high & 1 == 0 ? 6 : choice & 15
    let value = FuzzStations.address(number)
    let address = IPv4Address(rawValue: value)
    switch high >> 1 {
    case 0, 1:
      guard let subnet = IPv4Subnet(address, prefixLength: number == 6 ? 8 : 24) else { return }
      guard (try? interface.addAddress(subnet, at: now)) != nil else { return }
      wire.checker.ours.append(value)
    case 2:
      guard interface.removeAddress(address) else { return }
      wire.checker.ours.removeAll { $0 == value }
    default:
      _ = interface.restartAddress(address, at: now)
    }
    deadline = now
  }

  private mutating func changeRoute(_ high: UInt8, _ choice: UInt8) {
    let destination = IPv4Address(rawValue: FuzzStations.address(choice))
    guard let subnet = IPv4Subnet(destination, prefixLength: high & 1 == 0 ? 0 : 24) else { return }
    let gateway = IPv4Address(rawValue: FuzzStations.address(choice >> 4))
    let route = Route(to: subnet, gateway: gateway, metric: UInt16(high))
    if high & 4 == 0 {
      wire.journal.note("adds a route") { () throws(RouteError) in
        try interface.addRoute(route)
      }
    } else {
      _ = interface.removeRoute(route)
    }
  }

  private mutating func changeNeighbor(_ high: UInt8, _ choice: UInt8) {
    let address = IPv4Address(rawValue: FuzzStations.address(choice))
    if high & 1 == 0 {
      _ = interface.forgetNeighbor(address)
    } else {
      _ = interface.setStaticNeighbor(address, is: MACAddress(2, 0, 0, 0, 1, choice), at: now)
    }
    deadline = now
  }

  private mutating func changeDevice(_ high: UInt8, _ choice: UInt8) {
    switch high & 3 {
    case 0: wire.linkState = choice & 1 == 0 ? .up(.megabits100, .full) : .down
    case 1: wire.freeSlots = choice & 0x80 == 0 ? nil : Int(choice & 7)
    case 2: wire.slotSize = choice & 0x80 == 0 ? 1514 : 60 + Int(choice & 0x7F) * 11
    default: wire.groupLimit = Int(choice & 7)
    }
    pollAll()
  }

  private mutating func readState(_ high: UInt8) {
    while let event = interface.nextAddressEvent() {
      wire.journal.note("of address", event.address.rawValue)
      wire.journal.note(event.event)
    }
    for position in 0...addressCount {
      guard let subnet = interface.subnet(at: position) else { continue }
      require(
        wire.checker.ours.contains(subnet.address.rawValue), "has an address that it was not given")
    }
    let gateway = interface.gateway(to: IPv4Address(rawValue: 0xC633_6407))
    wire.journal.note("has the gateway", gateway?.rawValue ?? 0)
    guard let socket = sockets[Int(high & 3)].take() else { return }
    if let error = interface.takeError(of: socket) {
      require(error.type.isError, "an error that is none")
      wire.journal.note(error)
    }
    let port = interface.port(of: socket)
    require(port != 0, "a socket without a port")
    wire.journal.note("has the port", port)
    sockets[Int(high & 3)] = consume socket
  }
}

/// Writes what fits of `length` bytes.
private func fill(_ bytes: inout MutableSpan<UInt8>, _ length: Int) {
  let pattern = FrameBytes.pattern(max(0, min(length, bytes.count)), from: 0x30)
  bytes.copy(pattern.span, at: 0)
}
