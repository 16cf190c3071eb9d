import Testing

@testable import NetStack
@testable import Wire

/// Who gets the places when there are too few.
@Suite struct ReassemblyShareTests {
  private let flooder = Station.neighbor(66)

  private func first(_ identification: UInt16, from station: Station) -> [UInt8] {
    fragment(pattern(8), identification: identification, from: station)
  }

  private func last(_ identification: UInt16, from station: Station) -> [UInt8] {
    fragment(pattern(8), at: 8, more: false, identification: identification, from: station)
  }

  @Test("lets one sender use all places while no one else wants one")
  func alone() throws {
    let subject = Reassembly<4, 128>()
    for number in 1...4 as ClosedRange<UInt16> {
      #expect(try subject.add(first(number, from: .peer)) == .held)
    }
    #expect(subject.counters.evicted.datagrams == 0)
    for number in 1...4 as ClosedRange<UInt16> {
      #expect(try subject.complete(last(number, from: .peer)) != nil)
    }
  }

  @Test("lets the oldest of the sender with most places make room for another sender")
  func room() throws {
    let subject = Reassembly<3, 128>()
    #expect(try subject.add(first(1, from: .peer), atSecond: 1) == .held)
    #expect(try subject.add(first(2, from: flooder), atSecond: 2) == .held)
    #expect(try subject.add(first(3, from: flooder), atSecond: 3) == .held)
    #expect(try subject.add(first(4, from: .gateway), atSecond: 4) == .held)
    #expect(subject.counters.evicted.datagrams == 1)
    #expect(subject.counters.evicted.fragments == 1)
    for (number, station) in [(UInt16(1), Station.peer), (3, flooder), (4, .gateway)] {
      #expect(try subject.complete(last(number, from: station), atSecond: 5) != nil)
    }
  }

  @Test("lets the oldest make room among datagrams that began at the same time")
  func sameTime() throws {
    let subject = Reassembly<3, 128>()
    for number in 1...7 as ClosedRange<UInt16> {
      #expect(try subject.add(first(number, from: .peer), atSecond: 1) == .held)
    }
    for number in 5...7 as ClosedRange<UInt16> {
      #expect(try subject.complete(last(number, from: .peer), atSecond: 1) != nil)
    }
  }

  @Test("lets a flood push out only its own sender's datagrams")
  func flood() throws {
    let subject = Reassembly<2, 128>()
    #expect(try subject.add(first(1, from: .peer)) == .held)
    for number in 1...5000 as ClosedRange<UInt16> {
      #expect(try subject.add(first(number, from: flooder), atSecond: 1) == .held)
    }
    #expect(try subject.complete(last(1, from: .peer), atSecond: 2) != nil)
    #expect(subject.counters.evicted.datagrams == 4999)
  }

  @Test("lets a sender in that comes after a flood")
  func afterFlood() throws {
    let subject = Reassembly<2, 128>()
    for number in 1...9 as ClosedRange<UInt16> {
      _ = try subject.add(first(number, from: flooder))
    }
    #expect(try subject.add(first(1, from: .peer), atSecond: 1) == .held)
    for number in 10...19 as ClosedRange<UInt16> {
      _ = try subject.add(first(number, from: flooder), atSecond: 1)
    }
    #expect(try subject.complete(last(1, from: .peer), atSecond: 2) != nil)
  }

  @Test("lets a sender's next datagram push out its own when all have one")
  func ownFirst() throws {
    let subject = Reassembly<2, 128>()
    #expect(try subject.add(first(1, from: .peer), atSecond: 1) == .held)
    #expect(try subject.add(first(1, from: flooder), atSecond: 2) == .held)
    #expect(try subject.add(first(2, from: flooder), atSecond: 3) == .held)
    #expect(try subject.complete(last(1, from: .peer), atSecond: 4) != nil)
    #expect(try subject.complete(last(2, from: flooder), atSecond: 4) != nil)
  }

  @Test("lets the oldest make room when there are more senders than places")
  func moreSendersThanPlaces() throws {
    let subject = Reassembly<2, 128>()
    for number in 1...3 as ClosedRange<UInt8> {
      let packet = first(1, from: .neighbor(number))
      #expect(try subject.add(packet, atSecond: UInt64(number)) == .held)
    }
    #expect(try subject.complete(last(1, from: .neighbor(2)), atSecond: 4) != nil)
    #expect(try subject.complete(last(1, from: .neighbor(3)), atSecond: 4) != nil)
    #expect(subject.counters.evicted.datagrams == 1)
  }

  @Test("lets a discarded datagram make room before any other")
  func discardedFirst() throws {
    let subject = Reassembly<2, 128>()
    #expect(try subject.add(first(1, from: .peer), atSecond: 1) == .held)
    #expect(try subject.add(first(2, from: .peer), atSecond: 2) == .held)
    let overlap = fragment(pattern(16), identification: 2)
    #expect(try subject.add(overlap, atSecond: 3) == .dropped(.overlap))
    #expect(try subject.add(first(3, from: .peer), atSecond: 4) == .held)
    #expect(subject.counters.evicted.datagrams == 0)
    #expect(try subject.complete(last(1, from: .peer), atSecond: 5) != nil)
    #expect(try subject.complete(last(3, from: .peer), atSecond: 5) != nil)
  }

  @Test("gives no place to a fragment that is dropped")
  func dropped() throws {
    let subject = Reassembly<1, 128>()
    #expect(try subject.add(first(1, from: .peer)) == .held)
    for packet in [
      fragment(pattern(9), at: 8, from: flooder), fragment([], from: flooder),
      fragment(pattern(8), at: 65528, from: flooder),
    ] {
      guard case .dropped = try subject.add(packet) else {
        Issue.record("\(packet) is taken in")
        continue
      }
    }
    #expect(try subject.complete(last(1, from: .peer)) != nil)
  }
}
