/// What a board sends when it starts with an address that it probes for (RFC 5227 §2.1, §2.3).
struct BoxStart {
  private var frames: [[UInt8]] = []
  /// When they were sent, in milliseconds, where that can be known: what is seen from outside of
  /// this process may be seen late.
  private var times: [Int]?

  /// Gathers the frames up to the second announcement, or what there is after 20 s.
  init(of box: any BlackBox, probes: Int = 3) {
    if let host = box as? HostBox {
      host.hurry(milliseconds: 20_000)
      var times: [Int] = []
      while let next = host.receiveTimed() {
        frames.append(next.frame)
        times.append(next.milliseconds)
      }
      self.times = times
    } else {
      let deadline = Deadline(seconds: 20)
      while frames.count < probes + 2, !deadline.hasPassed {
        if let frame = box.receive(seconds: 1) { frames.append(frame) }
      }
    }
  }

  /// - Parameter board: with its real hardware address.
  func probing(_ board: Station) -> Verdict {
    let nobody = Station(hardware: board.hardware, address: Station.nobody.address)
    let probe = Octets.arp(1, from: nobody, to: board.unresolved, frameTo: Station.everyone)
    guard Array(frames.prefix(3)) == [probe, probe, probe] else { return unexpected }
    guard let times, times.count == 5 else { return .pass }
    let pauses = [times[1] - times[0], times[2] - times[1]]
    return pauses.allSatisfy { (1000...2000).contains($0) } ? .pass : .fail("at \(times)")
  }

  func announcing(_ board: Station) -> Verdict {
    let announcement = Octets.arp(1, from: board, to: board.unresolved, frameTo: Station.everyone)
    guard frames.count == 5, Array(frames.suffix(2)) == [announcement, announcement] else {
      return unexpected
    }
    guard let times else { return .pass }
    return times[4] - times[3] == 2000 ? .pass : .fail("at \(times)")
  }

  private var unexpected: Verdict { .fail("sent \(frames.map(Session.hexadecimal))") }
}
