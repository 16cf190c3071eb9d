import SeededRandom
import Testing

@testable import NetStack

/// A ring of packets: at its edges, and against an array of arrays.
@Suite struct PacketRingTests {
  /// A record's packet, and what came with it.
  private struct Stored: Equatable {
    var bytes: [UInt8]
    var socket: Int
    var isForGroup: Bool
  }

  private func packet(_ length: Int, from first: UInt8 = 1) -> [UInt8] {
    IPv4Bytes(protocol: 253, pattern(length - 20, from: first)).packet
  }

  private func append<let byteCapacity: Int>(
    _ bytes: [UInt8], _ ring: inout PacketRing<byteCapacity>, socket: Int = 0,
    isForGroup: Bool = false
  ) throws -> Bool {
    ring.append(try IPv4Packet(bytes.span), socket: socket, isForGroup: isForGroup)
  }

  private func first<let byteCapacity: Int>(_ ring: inout PacketRing<byteCapacity>) -> Stored? {
    ring.withFirst { packet, header in
      Stored(
        bytes: [UInt8](copying: packet.bytes), socket: header.socket,
        isForGroup: header.isForGroup)
    }
  }

  @Test("gives back what it was given, in that order")
  func order() throws {
    var ring = PacketRing<256>()
    #expect(first(&ring) == nil)
    #expect(try append(packet(21), &ring, socket: 3, isForGroup: true))
    #expect(try append(packet(40, from: 9), &ring, socket: 0x7FFF))
    #expect(ring.count == 2)
    #expect(first(&ring) == Stored(bytes: packet(21), socket: 3, isForGroup: true))
    #expect(first(&ring) == Stored(bytes: packet(21), socket: 3, isForGroup: true))
    ring.removeFirst()
    #expect(
      first(&ring) == Stored(bytes: packet(40, from: 9), socket: 0x7FFF, isForGroup: false))
    ring.removeFirst()
    #expect(ring.count == 0)
    #expect(first(&ring) == nil)
    #expect(ring.dropped == 0)
  }

  @Test("leaves out what follows the packet")
  func trailingBytes() throws {
    var ring = PacketRing<64>()
    #expect(try append(packet(24) + pattern(36), &ring))
    #expect(first(&ring)?.bytes == packet(24))
    #expect(ring.bytesFree == 64 - 28 - 4)
  }

  @Test("an empty ring takes a packet of all its bytes but four, and none that is longer")
  func longest() throws {
    var ring = PacketRing<64>()
    #expect(ring.bytesFree == 60)
    #expect(try append(packet(61), &ring) == false)
    #expect(ring.dropped == 1)
    #expect(ring.count == 0)
    #expect(try append(packet(60), &ring))
    #expect(first(&ring)?.bytes == packet(60))
    #expect(ring.bytesFree == 0)
    #expect(try append(packet(20), &ring) == false)
    #expect(ring.dropped == 2)
    #expect(first(&ring)?.bytes == packet(60))
    ring.removeFirst()
    #expect(ring.bytesFree == 60)
  }

  @Test("a capacity that is no multiple of four loses the rest of it")
  func oddCapacity() throws {
    var ring = PacketRing<67>()
    #expect(ring.bytesFree == 60)
    #expect(try append(packet(61), &ring) == false)
    #expect(try append(packet(60), &ring))
  }

  @Test("a full ring drops the new packet and keeps the old ones")
  func policy() throws {
    var ring = PacketRing<72>()
    #expect(try append(packet(20), &ring, socket: 1))
    #expect(try append(packet(20), &ring, socket: 2))
    #expect(try append(packet(20), &ring, socket: 3))
    #expect(try append(packet(20), &ring, socket: 4) == false)
    #expect(ring.count == 3)
    #expect(ring.dropped == 1)
    for socket in 1...3 {
      #expect(first(&ring)?.socket == socket)
      ring.removeFirst()
    }
    #expect(ring.count == 0)
  }

  @Test("a packet that does not fit at the end goes to the start, in one piece")
  func wraps() throws {
    var ring = PacketRing<100>()
    #expect(try append(packet(44), &ring, socket: 1))
    #expect(try append(packet(28), &ring, socket: 2))
    // 48 + 32 bytes are taken, so there is room for 16 at the end, where no packet fits.
    #expect(ring.bytesFree == 16)
    #expect(try append(packet(20), &ring) == false)
    ring.removeFirst()
    #expect(ring.bytesFree == 44)
    #expect(try append(packet(36, from: 7), &ring, socket: 3))
    #expect(first(&ring)?.socket == 2)
    // Between the two of them, 48 - 40 bytes are left.
    #expect(ring.bytesFree == 4)
    ring.removeFirst()
    #expect(first(&ring) == Stored(bytes: packet(36, from: 7), socket: 3, isForGroup: false))
    #expect(ring.bytesFree == 100 - 40 - 4)
    ring.removeFirst()
    #expect(first(&ring) == nil)
    #expect(ring.bytesFree == 96)
  }

  @Test("a ring that is filled up to the oldest record is full, not empty")
  func wrapsFull() throws {
    var ring = PacketRing<72>()
    for socket in 1...3 { #expect(try append(packet(20), &ring, socket: socket)) }
    for socket in 4...50 {
      ring.removeFirst()
      #expect(try append(packet(20), &ring, socket: socket))
      #expect(ring.bytesFree == 0)
      #expect(try append(packet(20), &ring) == false)
      #expect(ring.count == 3)
      #expect(first(&ring)?.socket == socket - 2)
    }
    #expect(ring.dropped == 47)
  }

  @Test("the longest packet of IPv4 fits into a ring that is long enough")
  func longestPacket() throws {
    var ring = PacketRing<65544>()
    #expect(ring.bytesFree == 65535)
    #expect(try append(packet(65535), &ring, isForGroup: true))
    #expect(first(&ring) == Stored(bytes: packet(65535), socket: 0, isForGroup: true))
    #expect(ring.bytesFree == 0)
    #expect(try append(packet(20), &ring) == false)
  }

  @Test("a socket that no record has room for is dropped", arguments: [-1, 0x8000, .max, .min])
  func socketRange(socket: Int) throws {
    var ring = PacketRing<64>()
    #expect(try append(packet(20), &ring, socket: socket) == false)
    #expect(ring.dropped == 1)
    #expect(ring.count == 0)
  }

  @Test("nothing fits where no packet has room")
  func tiny() throws {
    var none = PacketRing<0>()
    #expect(none.bytesFree == 0)
    #expect(try append(packet(20), &none) == false)
    #expect(first(&none) == nil)
    none.removeFirst()
    none.removeAll()
    var tiny = PacketRing<23>()
    #expect(tiny.bytesFree == 16)
    #expect(try append(packet(20), &tiny) == false)
    #expect(none.dropped == 1)
    #expect(tiny.dropped == 1)
  }

  @Test("removing all leaves the whole room, and the count of what was dropped")
  func removeAll() throws {
    var ring = PacketRing<72>()
    for _ in 0..<4 { _ = try append(packet(20), &ring) }
    ring.removeFirst()
    #expect(try append(packet(20), &ring))
    ring.removeAll()
    #expect(ring.count == 0)
    #expect(ring.bytesFree == 68)
    #expect(ring.dropped == 1)
    #expect(first(&ring) == nil)
    #expect(try append(packet(68), &ring))
  }

  /// - Parameter longest: of the packets.
  private func compare<let byteCapacity: Int>(
    _ ring: consuming PacketRing<byteCapacity>, longest: Int, seed: UInt64
  ) throws {
    var random = SplitMix64(seed: seed)
    var model: [Stored] = []
    var dropped: UInt32 = 0
    var ring = ring
    for step in 0..<6000 {
      // The ring is mostly full for a while, then mostly empty.
      let appends = Int.random(in: 0..<8, using: &random) < (step / 50 % 2 == 0 ? 6 : 2)
      if appends {
        let stored = Stored(
          bytes: IPv4Bytes(
            protocol: 253, random.bytes(.random(in: 0...longest - 20, using: &random))
          ).packet, socket: .random(in: 0..<0x8000, using: &random),
          isForGroup: .random(using: &random))
        let room = ring.bytesFree
        let isStored = try append(
          stored.bytes, &ring, socket: stored.socket, isForGroup: stored.isForGroup)
        if isStored { model.append(stored) } else { dropped += 1 }
        guard isStored == (stored.bytes.count <= room) else {
          Issue.record("seed \(seed), step \(step): \(stored.bytes.count) in \(room)")
          return
        }
      } else {
        ring.removeFirst()
        model = Array(model.dropFirst())
      }
      // What is stored fits, and there is no room that isn't found: none is lost but at the end.
      let used = model.reduce(0) { $0 + ($1.bytes.count + 7) / 4 * 4 }
      let isEmptyFound = !model.isEmpty || ring.bytesFree == byteCapacity / 4 * 4 - 4
      guard first(&ring) == model.first, ring.count == model.count, ring.dropped == dropped,
        used + ring.bytesFree <= byteCapacity, isEmptyFound
      else {
        Issue.record("seed \(seed), step \(step): \(ring.count) for \(model.count)")
        return
      }
    }
    #expect(dropped > 0, "seed \(seed)")
  }

  @Test("does what an array of arrays does, until it drops", arguments: 0..<4 as Range<UInt64>)
  func model(round: UInt64) throws {
    let seed = UInt64.random(in: 0 ... .max) &+ round
    print("PacketRingTests.model seed \(seed)")
    try compare(PacketRing<72>(), longest: 40, seed: seed)
    try compare(PacketRing<101>(), longest: 97, seed: seed)
    try compare(PacketRing<256>(), longest: 60, seed: seed)
    try compare(PacketRing<2048>(), longest: 600, seed: seed)
  }

  @Test("drops only when neither the end nor the start has room")
  func bestUse() throws {
    let seed = UInt64.random(in: 0 ... .max)
    print("PacketRingTests.bestUse seed \(seed)")
    var random = SplitMix64(seed: seed)
    var ring = PacketRing<240>()
    // The same rule in plain words: where each record lies.
    var places: [Range<Int>] = []
    for _ in 0..<6000 {
      if Bool.random(using: &random) {
        let length = Int.random(in: 20...90, using: &random)
        let record = (length + 7) / 4 * 4
        var start: Int?
        if let oldest = places.first, let youngest = places.last {
          let isWrapped = youngest.lowerBound < oldest.lowerBound
          let end = isWrapped ? oldest.lowerBound : 240
          if youngest.upperBound + record <= end {
            start = youngest.upperBound
          } else if !isWrapped && record <= oldest.lowerBound {
            start = 0
          }
        } else {
          start = 0
        }
        if let start { places.append(start..<start + record) }
        guard try append(packet(length), &ring) == (start != nil) else {
          Issue.record("seed \(seed): \(length) bytes with \(places)")
          return
        }
      } else {
        places = Array(places.dropFirst())
        ring.removeFirst()
      }
    }
  }
}
