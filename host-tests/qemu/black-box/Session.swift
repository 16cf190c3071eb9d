import NetStack

/// The harness of one board: records in lock-step, each ended by a marker, an echo request with a
/// number of its own whose reply says that all before it was dealt with.
///
/// The marker's reply also tells the board's clock, in a time stamp option (RFC 791 §3.1). By it the
/// records are paced, so that the limit to the rate of errors (RFC 1812 §4.3.2.8) holds none back.
final class Session {
  let box: any BlackBox
  private let hardware: [UInt8]
  private var round: UInt16 = 0
  /// The board's time in milliseconds, as of the last marker.
  private(set) var clock = 0
  /// How many errors the board may send at once, at least, and when that was.
  private var errorsLeft = 20.0
  private var errorsCounted = 0

  /// - Parameter box: has its address.
  init(_ box: any BlackBox) throws {
    self.box = box
    hardware = try box.hardwareAddress
    _ = try exchange([Station.marker.asks(for: .board)])
  }

  // MARK: Records

  /// Sends frames, each with a marker, and gathers what comes back until the last marker does.
  /// - Parameters:
  ///   - count: how many frames should come back at least: some may come behind the marker's.
  ///   - answersARP: whether the peer answers for every address that the board asks for.
  func exchange(
    _ frames: [[UInt8]], awaiting count: Int = 0, answersARP: Bool = false
  ) throws -> [[UInt8]] {
    var gathered: [[UInt8]] = []
    for frame in frames.dropLast() {
      gathered += try exchange([frame], answersARP: answersARP)
    }
    if let last = frames.last { try send(last) }
    round &+= 1
    try send(marker)
    let errors = gathered.count { Self.isError($0) }
    var isMarked = false
    while !isMarked || gathered.count < count {
      // Missing frames show in the comparison.
      guard let frame = receive(seconds: isMarked ? 1 : 10) else { break }
      if note(frame) {
        isMarked = true
      } else if Self.isARP(frame, for: .marker) {
        if Self.isARPRequest(frame) { try send(Station.marker.tells(.board)) }
      } else {
        gathered.append(frame)
        if answersARP, Self.isARPRequest(frame) { try send(Self.answer(to: frame)) }
      }
    }
    guard isMarked else { throw Failure("\(box.title) is silent:\n\(box.transcript.suffix(2000))") }
    errorsLeft -= Double(gathered.count { Self.isError($0) } - errors)
    return gathered
  }

  /// Has time pass, and gathers what the board sends meanwhile.
  func pass(milliseconds: Int, awaiting count: Int) throws -> [[UInt8]] {
    let end = clock + milliseconds
    try box.hurry(milliseconds: milliseconds)
    var gathered = try exchange([])
    while clock < end {
      // The world's time, where there is no other.
      if let frame = receive(seconds: Double(min(20, end - clock)) / 1000) {
        gathered.append(frame)
      }
      gathered += try exchange([], awaiting: clock >= end ? count - gathered.count : 0)
    }
    return gathered
  }

  /// Has the board know the peer, and lets it have so many errors to send.
  func prepare(errors: Double = 8) throws {
    _ = try exchange([Station.peer.asks(for: .board)], awaiting: 1)
    try pace(errors: errors)
  }

  /// Waits until the board may send so many errors at once.
  func pace(errors: Double) throws {
    refill()
    while errorsLeft < errors {
      _ = try pass(milliseconds: Int((errors - errorsLeft) * 10) + 1, awaiting: 0)
      refill()
    }
  }

  /// A hundred errors a second, twenty at most.
  private func refill() {
    errorsLeft = min(20, errorsLeft + Double(clock - errorsCounted) / 10)
    errorsCounted = clock
  }

  /// Datagrams to a closed port until one draws no error: at least as many do as may at once, and no
  /// more than the board's time allows.
  func flood() throws -> Bool {
    try prepare(errors: 20)
    let start = clock
    var (sent, answered) = (0, 0)
    while sent < 400, sent == answered {
      let frame = Packet.udp(to: 9).frame
      sent += 4
      answered += try exchange([frame, frame, frame, frame]).count { Self.isError($0) }
    }
    return answered < sent && answered >= 20 && answered <= 21 + (clock - start) / 10
  }

  // MARK: The marker

  private var marker: [UInt8] {
    Packet(1, Octets.icmp(8, 0, [0xBA, 0x44] + Octets.pair(round), [])).with {
      $0.fromHardware = Station.marker.hardware
      $0.source = Station.marker.address
      // One time stamp of four octets.
      $0.options = [68, 8, 5, 0, 0, 0, 0, 0]
    }.frame
  }

  /// Reads the board's clock off the reply to the present marker.
  private func note(_ frame: [UInt8]) -> Bool {
    guard frame.count >= 50, Array(frame[0..<6]) == Station.marker.hardware, frame[23] == 1,
      frame[14] == 0x47, frame[42] == 0, Array(frame[46..<50]) == [0xBA, 0x44] + Octets.pair(round)
    else { return false }
    // No milliseconds since midnight, as the high bit says, but units of 1.024 ms.
    clock = (frame[38..<42].reduce(0) { $0 << 8 | Int($1) } & 0x7FFF_FFFF) * 1024 / 1000
    return true
  }

  // MARK: Frames

  func send(_ frame: [UInt8]) throws {
    try box.send(FrameTranslation.replace(Station.board.hardware, by: hardware, in: frame))
  }

  private func receive(seconds: Double) -> [UInt8]? {
    box.receive(seconds: seconds).map {
      FrameTranslation.replace(hardware, by: Station.board.hardware, in: $0)
    }
  }

  private static func isARPRequest(_ frame: [UInt8]) -> Bool {
    frame.count >= 42 && frame[12] == 0x08 && frame[13] == 0x06 && frame[21] == 1
  }

  private static func isARP(_ frame: [UInt8], for station: Station) -> Bool {
    frame.count >= 42 && frame[12] == 0x08 && frame[13] == 0x06
      && (Array(frame[38..<42]) == station.address)
      && (frame[21] == 1 || Array(frame[32..<38]) == station.hardware)
  }

  private static func answer(to request: [UInt8]) -> [UInt8] {
    Station(hardware: Station.peer.hardware, address: Array(request[38..<42])).tells(.board)
  }

  private static func isError(_ frame: [UInt8]) -> Bool {
    frame.count >= 42 && frame[12] == 0x08 && frame[13] == 0x00 && frame[23] == 1
      && [3, 11, 12].contains(frame[14 + 4 * Int(frame[14] & 15)])
  }
}
