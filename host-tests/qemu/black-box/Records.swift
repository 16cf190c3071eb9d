import Foundation
import Pcap

/// Frames whose answers are compared between boards, whatever they are.
struct Record {
  let name: String
  let frame: [UInt8]

  /// What the peers of the captures sent to the board, or to everyone, but for those who claim its
  /// address: it would be given up, and nothing be answered after that.
  static func captured() throws -> [Record] {
    let folder = Tools.repository.appendingPathComponent("pcap/captures")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    return try names.filter { $0.hasSuffix(".pcap") }.sorted().flatMap { name in
      var reader = try CaptureReader(path: folder.appendingPathComponent(name).path)
      return try reader.remainingFrames().enumerated()
        .filter { Array($1[6..<12]) != Station.board.hardware && !claimsAddress($1) }
        .map { Record(name: "\(name) \($0 + 1)", frame: Octets.padded($1)) }
    }
  }

  private static func claimsAddress(_ frame: [UInt8]) -> Bool {
    frame.count >= 42 && Array(frame[12..<14]) == [0x08, 0x06]
      && Array(frame[28..<32]) == Station.board.address
  }

  /// Good frames that are bad in one octet of their headers, or cut off.
  static var bad: [Record] {
    goodFrames.flatMap { name, frame in
      let cuts = [1, 13, 14, 20, 33, 34, 37, 41, 43].map { length in
        Record(name: "\(name) cut to \(length)", frame: Octets.padded(Array(frame.prefix(length))))
      }
      let changes = (0..<46).flatMap { place in
        [UInt8(0x01), 0xFF].map { mask in
          Record(
            name: "\(name) with octet \(place) ^ \(mask)",
            frame: frame.at(place, frame[place] ^ mask))
        }
      }
      return cuts + changes
    }
  }

  private static var goodFrames: [(String, [UInt8])] {
    [
      ("echo request", Packet.echo().frame),
      ("datagram", Packet.udp().frame),
      ("datagram to a closed port", Packet.udp(to: 9).frame),
      (
        "question",
        Octets.arp(1, from: .peer, to: Station.board.unresolved, frameTo: Station.board.hardware)
      ),
      (
        "echo request with options",
        Packet.echo().with { $0.options = [7, 7, 4, 0, 0, 0, 0, 0] }.frame
      ),
      ("fragment", Packet.echo(1, [UInt8](repeating: 1, count: 1000)).fragments([0, 32])[0].frame),
    ]
  }
}

extension Session {
  /// What a record draws, as it is compared.
  func replies(to record: Record, awaiting count: Int) throws -> [[UInt8]] {
    try pace(errors: 3)
    return try exchange([record.frame], awaiting: count, answersARP: true)
      .map(FrameTranslation.withoutIdentification)
  }
}
