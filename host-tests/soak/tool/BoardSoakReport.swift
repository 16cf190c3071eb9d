import Attacks

/// What a soak of a board showed.
struct BoardSoakReport {
  let pings: ArraySlice<Probe.Ping>
  let start: Double
  let spans: [BoardSoak.Span]
  let reports: [BoardReport]
  let beforeReport: BoardReport
  /// Frames that the TAP handed to the board's network card.
  let delivered: Int
  /// Frames that the TAP's queue had no room for.
  let refused: Int

  /// Pings while one kind of siege was on.
  struct Row {
    let name: String
    var sent = 0
    var frames = 0
    var seconds = 0.0
    var trips: [Double] = []

    var lost: Int { sent - trips.count }
    var lossPercent: Double { sent == 0 ? 0 : Double(lost) * 100 / Double(sent) }

    /// The round trip in milliseconds that this share of the pings did not exceed.
    func percentile(_ share: Double) -> Double {
      let sorted = trips.sorted()
      guard !sorted.isEmpty else { return 0 }
      return sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))] * 1000
    }
  }

  private func row(_ name: String, _ spans: [BoardSoak.Span]) -> Row {
    var row = Row(name: name)
    for span in spans {
      row.frames += span.frames
      row.seconds += span.end - span.start
      for ping in pings where (span.start..<span.end).contains(ping.sentAt - start) {
        row.sent += 1
        if let seconds = ping.seconds { row.trips.append(seconds) }
      }
    }
    return row
  }

  /// A row for each kind; then the seconds after the sieges; then all.
  var rows: [Row] {
    let sieges = spans.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
    let kinds = Siege.all.map(\.description).filter { name in
      sieges.contains { $0.siege.description == name }
    }
    return kinds.map { name in row(name, sieges.filter { $0.siege.description == name }) }
      + [afterwards, row("all", spans)]
  }

  /// The pings of the second after each siege.
  var afterwards: Row {
    row("the second after", spans.enumerated().filter { $0.offset % 2 == 1 }.map(\.element))
  }

  /// Of the frames that came to the network card, those that its FIFO had no room for, in percent:
  /// neither the driver nor the stack can do anything about them. QEMU's LAN9118 does not count them
  /// in RX_DROP, so they are the difference.
  var overrunPercent: Double {
    guard let last = reports.last, delivered > 0 else { return 0 }
    let taken = last["received"] - beforeReport["received"] + last["bad"] - beforeReport["bad"]
    return max(0, Double(delivered - taken) * 100 / Double(delivered))
  }

  var refusedPercent: Double { Double(refused) * 100 / Double(max(1, delivered + refused)) }

  /// What should not have happened.
  var failures: [String] {
    guard let last = reports.last, let total = rows.last else { return ["no report"] }
    var failures: [String] = []
    // Pings share the fate of the other frames, with what chance adds: three deviations.
    let share = (overrunPercent + refusedPercent) / 100
    let chance = 300 * (share * (1 - share) / Double(max(1, total.sent))).squareRoot()
    if total.lossPercent > share * 100 + chance + 1 {
      failures.append("more than 1 % of the pings were lost by the board itself")
    }
    if afterwards.lost > 0 { failures.append("pings were lost in the second after a siege") }
    if last["heap"] != beforeReport["heap"] { failures.append("the heap is not what it was") }
    if last["recoveries"] > 0 { failures.append("the network card had to be reset") }
    let isBounded = reports.allSatisfy {
      $0["neighbors"] + $0["unresolved"] <= 16 && $0["held"] <= 4 && $0["reassemblies"] <= 4
    }
    if !isBounded { failures.append("a table held more than it has room for") }
    return failures
  }

  var text: String {
    var lines = [
      "siege               frames/s  pings   lost %  RTT ms: 50 %    90 %    99 %     max"
    ]
    for row in rows {
      lines.append(
        row.name.padded(20) + Int(Double(row.frames) / max(1, row.seconds)).padded(8)
          + row.sent.padded(7) + row.lossPercent.padded(9) + row.percentile(0.5).padded(16)
          + row.percentile(0.9).padded(8) + row.percentile(0.99).padded(8)
          + row.percentile(1).padded(8))
    }
    let last = reports.last
    lines.append(
      "frames: \(delivered) to the network card, of which its FIFO lost \(overrunPercent.rounded3) %; \(refused) found the TAP's queue full (\(refusedPercent.rounded3) %)"
    )
    lines.append(
      "board: heap \(beforeReport["heap"]) bytes free at the start, \(last?["heap"] ?? -1) at the end; at most \(highest("neighbors")) neighbors, \(highest("unresolved")) unresolved, \(highest("held")) held, \(highest("reassemblies")) datagrams in fragments; \(last?["dropped"] ?? -1) frames dropped with a reason, \(last?["limited"] ?? -1) ICMP errors withheld"
    )
    return lines.joined(separator: "\n")
  }

  private func highest(_ name: String) -> Int { reports.map { $0[name] }.max() ?? 0 }
}

extension String {
  fileprivate func padded(_ width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}

extension Int {
  fileprivate func padded(_ width: Int) -> String {
    let text = "\(self)"
    return String(repeating: " ", count: Swift.max(1, width - text.count)) + text
  }
}

extension Double {
  fileprivate var rounded3: Double { (self * 1000).rounded() / 1000 }

  fileprivate func padded(_ width: Int) -> String {
    let text = "\(rounded3)"
    return String(repeating: " ", count: Swift.max(1, width - text.count)) + text
  }
}
