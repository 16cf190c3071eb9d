import Link
import NetStack
import Testing
import Wrappers

/// Faults on the way in.
@Suite struct FaultReceiveTests {
  private func receive(
    _ frames: [[UInt8]], _ faults: LinkFaults, seed: UInt64 = 1
  ) -> (frames: [[UInt8]], counters: FaultCounters) {
    var injector = injector(seed: seed, receiving: faults)
    for frame in frames { injector.device.arrive(frame) }
    let received = injector.receiveAll().map(\.bytes)
    #expect(injector.receiving.counters.frames == frames.count)
    #expect(injector.receiving.counters.out == received.count)
    return (received, injector.receiving.counters)
  }

  @Test("without faults every frame passes where it lies")
  func none() {
    let result = receive([[1], [2], [3]], LinkFaults())
    #expect(result.frames == [[1], [2], [3]])
    #expect(result.counters.passed == 3)
  }

  @Test("drops")
  func drop() {
    let result = receive([[1], [2], [3]], faults { $0.drop = .always })
    #expect(result.frames == [])
    #expect(result.counters.dropped == 3)
  }

  @Test("drops as many as are told, within four standard deviations")
  func rate() {
    let count = receive(
      [[UInt8]](repeating: [1], count: 10_000),
      faults { $0.drop = Probability(perMillion: 100_000) }
    ).counters.dropped
    #expect((880...1120).contains(count))
  }

  @Test("drops frames that are too long")
  func sizeLimit() {
    let result = receive([pattern(60), pattern(61), pattern(62)], faults { $0.sizeLimit = 61 })
    #expect(result.frames == [pattern(60), pattern(61)])
    #expect(result.counters.tooLong == 1)
  }

  @Test("changes one octet of the copy that it hands on, anywhere in the frame")
  func corrupt() {
    let frame = pattern(64)
    let result = receive(
      [[UInt8]](repeating: frame, count: 6000), faults { $0.corrupt = .always })
    let changes = result.frames.map { changed in frame.indices.filter { changed[$0] != frame[$0] } }
    #expect(result.counters.corrupted == 6000)
    #expect(changes.allSatisfy { $0.count == 1 })
    #expect(Set(changes.joined()) == Set(frame.indices))
    // Each of the 255 other values, at whatever offset.
    let masks = zip(result.frames, changes).map { $0[$1[0]] ^ frame[$1[0]] }
    #expect(Set(masks).count == 255)
  }

  @Test("takes no changed frame for verified")
  func verified() {
    for (corrupt, verified) in [
      (Probability.never, [.ipv4Header, .udp] as ChecksumSet), (.always, []),
    ] {
      var injector = injector(receiving: faults { $0.corrupt = corrupt })
      injector.device.offloaded = [.ipv4Header, .icmpv4, .udp]
      injector.device.arrive(udpFrame([1, 2, 3]))
      #expect(injector.receiveAll().map(\.verifiedChecksums) == [verified])
    }
  }

  @Test("hands a frame on twice, verified both times")
  func duplicate() {
    var injector = injector(receiving: faults { $0.duplicate = .always })
    injector.device.offloaded = .udp
    injector.device.arrive(udpFrame([1]), udpFrame([2]))
    let (first, second) = (udpFrame([1]), udpFrame([2]))
    #expect(
      injector.receiveAll()
        == [first, first, second, second].map {
          HandedFrame(bytes: $0, verifiedChecksums: .udp)
        })
    #expect(injector.receiving.counters.duplicated == 2)
    #expect(injector.receiving.counters.released == 2)
  }

  @Test("delays a frame until the next has passed")
  func reorder() {
    var injector = injector(receiving: faults { $0.reorder = .always })
    injector.device.arrive([1])
    #expect(injector.receiveAll() == [])
    injector.device.arrive([2], [3])
    // The place is taken, so that the second can't be delayed too; the third can.
    #expect(injector.receiveAll().map(\.bytes) == [[2], [1]])
    #expect(injector.receiving.counters.reordered == 2)
    #expect(injector.receiving.counters.waiting == 1)
    injector.receiving.faults = LinkFaults()
    injector.device.arrive([4])
    #expect(injector.receiveAll().map(\.bytes) == [[4], [3]])
    #expect(injector.receiving.counters.waiting == 0)
  }

  @Test("does not let a lost frame bring a delayed one forward")
  func reorderAndDrop() {
    var injector = injector(receiving: faults { $0.reorder = .always })
    injector.device.arrive([1])
    #expect(injector.receiveAll() == [])
    injector.receiving.faults = faults { $0.drop = .always }
    injector.device.arrive([2])
    #expect(injector.receiveAll() == [])
  }

  @Test("keeps no frame that its place is too small for, and changes none")
  func long() {
    let result = receive(
      [pattern(1515), pattern(1514)],
      faults {
        $0.duplicate = .always
        $0.corrupt = Probability(perMillion: 0)
      })
    #expect(result.frames == [pattern(1515), pattern(1514), pattern(1514)])
    #expect(
      receive([pattern(1515)], faults { $0.corrupt = .always }).frames == [pattern(1515)])
    #expect(receive([pattern(1515)], faults { $0.reorder = .always }).counters.passed == 1)
  }

  @Test("drops what comes faster than the tokens come back")
  func rateLimit() {
    var injector = injector(
      receiving: faults { $0.rateLimit = TokenBucket(burst: 2, interval: 1000) })
    func passed(_ count: Int, at now: UInt64) -> Int {
      injector.now = now
      for _ in 0..<count { injector.device.arrive([1]) }
      return injector.receiveAll().count
    }
    #expect(passed(3, at: 0) == 2)
    #expect(passed(1, at: 999) == 0)
    #expect(passed(2, at: 1000) == 1)
    // The second interval counts from the first's end, not from the last frame.
    #expect(passed(1, at: 1500) == 0)
    #expect(passed(2, at: 2000) == 1)
    // Never more than a burst, however long it was silent.
    #expect(passed(5, at: 900_000_000_000) == 2)
    // A clock that goes back gives nothing.
    #expect(passed(1, at: 5) == 0)
    #expect(injector.receiving.counters.rateLimited == 9)
  }

  @Test("takes nothing from the device while it has no slot, and hands on what waits later")
  func noSlot() {
    var injector = injector(receiving: faults { $0.duplicate = .always })
    injector.device.arrive([1], [2])
    injector.device.freeSlots = 0
    #expect(injector.receiveAll() == [])
    injector.device.freeSlots = 1
    #expect(injector.receive { _, slot in slot.send(1) })
    #expect(!injector.receive { _, slot in slot.send(1) })
    #expect(injector.device.arrived == [[2]])
    injector.device.freeSlots = nil
    #expect(injector.receiveAll().map(\.bytes) == [[1], [2], [2]])
  }

  @Test("looks at no more than 64 frames for one that comes through")
  func bounded() {
    var injector = injector(receiving: faults { $0.drop = .always })
    for _ in 0..<100 { injector.device.arrive([1]) }
    #expect(!injector.receive { _, slot in slot.discard() })
    #expect(injector.device.arrived.count == 36)
  }

  @Test("does the same again from the same seed, and something else from another")
  func seeds() {
    let frames = (0..<200).map { pattern(60, from: UInt8($0)) }
    let faults = faults {
      $0.drop = Probability(perMillion: 100_000)
      $0.corrupt = Probability(perMillion: 100_000)
      $0.duplicate = Probability(perMillion: 100_000)
      $0.reorder = Probability(perMillion: 100_000)
    }
    let first = receive(frames, faults, seed: 7)
    #expect(first == receive(frames, faults, seed: 7))
    #expect(first.frames != receive(frames, faults, seed: 8).frames)
    let counters = first.counters
    for count in [
      counters.dropped, counters.corrupted, counters.duplicated, counters.reordered,
    ] {
      #expect((5...40).contains(count))
    }
  }
}
