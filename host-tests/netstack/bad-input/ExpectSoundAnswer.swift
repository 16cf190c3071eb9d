import NetStack
import Testing

/// Expects nothing to be sent for the peer's frame but at most one answer, to the peer alone: an
/// echo reply with the same data, or an error without options that quotes the packet.
func expectSoundAnswer(
  _ sent: [[UInt8]], to frame: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
) {
  func expect(_ condition: Bool, _ what: Comment) {
    #expect(condition, what, sourceLocation: sourceLocation)
  }
  expect(sent.count <= 1, "one answer at most")
  guard let answer = sent.first else { return }
  let headerLength = answer.count < 42 ? 0 : Int(answer[14] & 15) * 4
  guard headerLength >= 20, answer.count >= 14 + headerLength + 8 else {
    Issue.record("too short: \(answer)", sourceLocation: sourceLocation)
    return
  }
  expect(Array(answer[..<6]) == Station.peer.hardware, "to the peer's station")
  expect(Array(answer[6..<14]) == Station.board.hardware + [8, 0], "from the board's station")
  expect(answer[14] >> 4 == 4 && answer[20] & 0xBF == 0 && answer[21] == 0, "a whole packet")
  expect(Int(number(answer, at: 16)) == answer.count - 14, "total length")
  expect(answer[22] > 0 && answer[23] == 1, "time to live, protocol")
  expect(naiveChecksum(Array(answer[14..<14 + headerLength])) == 0, "header checksum")
  expect(Array(answer[26..<30]) == Station.board.address, "from the board")
  expect(Array(answer[30..<34]) == Station.peer.address, "to the peer")
  let message = Array(answer[(14 + headerLength)...])
  expect(naiveChecksum(message) == 0, "checksum")
  let packet = Array(frame[14...].prefix(Int(number(frame, at: 16))))
  switch message[0] {
  case 0:
    let request = packet.dropFirst(Int(packet[0] & 15) * 4)
    expect(packet[9] == 1 && request.first == 8, "an echo reply")
    expect(Array(message[4...]) == Array(request.dropFirst(4)), "the data of the request")
  case 3, 12:
    expect(headerLength == 20, "an error without options")
    expect(Array(message[8...]) == Array(packet.prefix(548)), "the packet as it came")
  default:
    Issue.record("type \(message[0])", sourceLocation: sourceLocation)
  }
}

/// Expects a packet of the peer with these options to be no harm, whatever it carries.
/// - Parameter isDropped: whether it must be dropped for them.
func expectHarmless(
  options: [UInt8], isDropped: Bool = false, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let carriers = [
    echoRequest(pattern(9)), udp(to: 7, pattern(9)), udp(to: 9, pattern(9)),
    IPv4Bytes(protocol: 253, pattern(9)), IPv4Bytes(protocol: 253), IPv4Bytes(protocol: 1),
  ]
  for var packet in carriers {
    packet.options = options
    var host = try makeBadInputHost()
    // Whom a source route names is known, so that a packet to it would leave.
    host.meet(.neighbor(9), .gateway)
    let reaction = host.react(to: packet.frame, sourceLocation: sourceLocation)
    expectSoundAnswer(reaction.sent, to: packet.frame, sourceLocation: sourceLocation)
    if isDropped {
      let isForOptions = [.ipv4Options, .ipv4SourceRoute].contains(reaction.outcome)
      #expect(isForOptions && reaction.sent.isEmpty, sourceLocation: sourceLocation)
    }
    expectPingStillWorks(&host, sourceLocation: sourceLocation)
  }
}
