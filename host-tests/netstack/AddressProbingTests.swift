import Testing

@testable import NetStack

private typealias Subject = TimedConflictDetector
private let claim = Subject.claim
private let probe = Subject.probe

/// Probing for an address, and losing it (RFC 5227 §2.1.1).
@Suite struct AddressProbingTests {
  @Test("[A9] sends three probes and waits 2 s before it announces; the shortest times")
  func shortest() {
    var subject = Subject(random: 0)
    subject.start()
    #expect(
      subject.run() == [
        Sending(.probe, after: 0), Sending(.probe, after: 1_000_000),
        Sending(.probe, after: 2_000_000), Sending(.announcement, after: 4_000_000),
        Sending(.announcement, after: 6_000_000),
      ])
    #expect(subject.detector.state == .settled)
  }

  @Test("[A9] waits up to 1 s for the first probe and up to 2 s for the others; the longest times")
  func longest() {
    var subject = Subject(random: .max)
    subject.start()
    #expect(
      subject.run() == [
        Sending(.probe, after: 1_000_000), Sending(.probe, after: 3_000_000),
        Sending(.probe, after: 5_000_000), Sending(.announcement, after: 7_000_000),
        Sending(.announcement, after: 9_000_000),
      ])
  }

  @Test("[A9] draws each time anew")
  func drawsEach() {
    var subject = Subject(random: 1 << 31)
    subject.start()
    #expect(subject.advance() == .probe)
    #expect(subject.now == 5_500_000)
    subject.random = 1 << 30
    #expect(subject.advance() == .probe)
    #expect(subject.now == 7_000_000)
    #expect(subject.advance() == .probe)
    #expect(subject.now == 8_250_000)
  }

  @Test("[A9] counts a time from when the packet before was sent, however late that was")
  func late() {
    var subject = Subject(random: 0)
    subject.start()
    subject.now += 3_600_000_000
    #expect(
      subject.run() == [
        Sending(.probe, after: 0), Sending(.probe, after: 1_000_000),
        Sending(.probe, after: 2_000_000), Sending(.announcement, after: 4_000_000),
        Sending(.announcement, after: 6_000_000),
      ])
  }

  @Test("[A9] sends nothing before it is due, and each packet once")
  func notBefore() {
    var subject = Subject(random: .max)
    #expect(subject.nextPacket() == nil)
    subject.start()
    for packet in [AddressConflictDetector.Packet.probe, .probe, .probe] {
      subject.now = (subject.deadline ?? 0) - 1
      #expect(subject.nextPacket() == nil)
      subject.now += 1
      #expect(subject.nextPacket() == packet)
      #expect(subject.nextPacket() == nil)
    }
  }

  @Test("[A9] does not use the address before it announces it")
  func usable() {
    var subject = Subject()
    #expect(!subject.detector.isUsable)
    subject.start()
    for _ in 0..<3 {
      #expect(!subject.detector.isUsable)
      #expect(subject.advance() == .probe)
    }
    subject.now += 1_999_999
    #expect(subject.nextPacket() == nil)
    #expect(!subject.detector.isUsable)
    #expect(subject.events() == [])
    subject.now += 1
    #expect(subject.nextPacket() == .announcement)
    #expect(subject.detector.isUsable)
    #expect(subject.events() == [.acquired])
  }

  @Test("[A9] a probe names no sender and nobody's hardware address: 28 bytes as Linux sends them")
  func probeBytes() throws {
    let probe = ARPPacket.probe(
      for: IPv4Address(192, 0, 2, 77), from: MACAddress(2, 0, 0, 0, 0, 1))
    // arping writes the broadcast address where RFC 5227 §2.1.1 asks for zeros, bytes 18…23.
    var expected = Array(try capture("arp")[11].dropFirst(14))
    #expect(Array(expected[18..<24]) == Station.everyone)
    expected.replaceSubrange(18..<24, with: [0, 0, 0, 0, 0, 0])
    #expect(bytes(probe) == expected)
  }

  @Test("[A10] an announcement is a request from our address to our address, as Linux sends it")
  func announcementBytes() throws {
    let announcement = ARPPacket.announcement(of: Subject.address, from: Subject.hardware)
    #expect(bytes(announcement) == Array(try capture("arp")[14].dropFirst(14)))
  }

  private func bytes(_ packet: ARPPacket) -> [UInt8] {
    var bytes = [UInt8](repeating: 0xEE, count: ARPPacket.length)
    var span = bytes.mutableSpan
    packet.write(to: &span, at: 0)
    return bytes
  }

  // MARK: Losing a probe (§2.1.1)

  @Test(
    "[A9] gives up an address that is in use or probed for, until 2 s after the last probe",
    arguments: 0...3)
  func lost(probes: Int) {
    let losing = [
      claim, probe, Subject.packet(sender: Subject.address, target: Subject.address),
      Subject.packet(sender: Subject.address, target: IPv4Address(192, 0, 2, 1)),
    ]
    for packet in losing {
      var subject = Subject(random: .max)
      subject.start()
      for _ in 0..<probes { #expect(subject.advance() == .probe) }
      subject.now = (subject.deadline ?? 0) - 1
      #expect(subject.receive(packet) == .probeLost)
      #expect(subject.detector.state == .defeated)
      #expect(!subject.detector.isUsable)
      #expect(subject.deadline == nil)
      subject.now += 1_000_000_000
      #expect(subject.nextPacket() == nil)
      #expect(subject.events() == [.defeated(by: Subject.other)])
    }
  }

  @Test("[A9] does not give up an address that others only ask for, or for other addresses")
  func notLost() {
    var subject = Subject()
    subject.start()
    let elsewhere = IPv4Address(192, 0, 2, 77)
    let harmless = [
      Subject.packet(sender: IPv4Address(192, 0, 2, 1), target: Subject.address),
      Subject.packet(sender: .unspecified, target: elsewhere),
      Subject.packet(sender: elsewhere, target: elsewhere),
      Subject.packet(.reply, sender: .unspecified, target: Subject.address),
    ]
    for packet in harmless { #expect(subject.receive(packet) == .none) }
    #expect(subject.run().count == 5)
  }

  @Test("A12: takes its own packets that come back for no conflict, in any state")
  func ours() {
    let probe = ARPPacket.probe(for: Subject.address, from: Subject.hardware)
    let announcement = ARPPacket.announcement(of: Subject.address, from: Subject.hardware)
    var subject = Subject(policy: .giveUp)
    func expectOurs(_ state: AddressConflictDetector.State) {
      #expect(subject.receive(probe) == .ours)
      #expect(subject.receive(announcement) == .ours)
      #expect(subject.detector.state == state)
    }
    expectOurs(.stopped)
    subject.start()
    expectOurs(.probing)
    for _ in 0..<4 { _ = subject.advance() }
    expectOurs(.announcing)
    _ = subject.advance()
    expectOurs(.settled)
    #expect(subject.receive(claim) == .defeated)
    expectOurs(.defeated)
    subject.detector.linkDown()
    expectOurs(.linkDown)
  }
}
