import Testing

/// What Linux's tools find when they look at the board.
extension TAPTests {
  /// Whether the board can be looked at with this tool.
  private static func canUse(_ tool: String) -> Bool {
    guard isPossible else { return false }
    do {
      _ = try Tools.find(tool)
      return true
    } catch {
      print("skipped, \(tool) on the board: \(error)")
      return false
    }
  }

  @Test(
    "[A3] answers arping each time, with its hardware address", .enabled(if: canUse("arping")),
    arguments: BoardTarget.allCases)
  func arping(target: BoardTarget) throws {
    let result = try target.exec("arping", "-c", "3", "-w", "5", "-I", "tap0", "192.0.2.2")
    #expect(result.status == 0, "\(result.output)")
    #expect(result.output.contains("Received 3 response(s)"), "\(result.output)")
    // The Nucleo makes its address from the chip's unique ID.
    let address = target == .nucleo ? "" : "02:00:00:00:00:02]"
    #expect(result.output.contains("from 192.0.2.2 [\(address)"), "\(result.output)")
  }

  @Test(
    "[A5] has arping's duplicate address detection find its address in use, and no other",
    .enabled(if: canUse("arping")), arguments: BoardTarget.allCases)
  func duplicateAddressDetection(target: BoardTarget) throws {
    let own = try target.exec("arping", "-D", "-c", "2", "-w", "5", "-I", "tap0", "192.0.2.2")
    #expect(own.status == 1, "\(own.output)")
    #expect(own.output.contains("Received 1 response(s)"), "\(own.output)")
    let other = try target.exec("arping", "-D", "-c", "1", "-w", "2", "-I", "tap0", "192.0.2.3")
    #expect(other.status == 0, "\(other.output)")
  }

  @Test(
    "[A9] [A10] looks for others with its address before it answers, and announces it",
    .enabled(if: isPossible), arguments: BoardTarget.allCases)
  func probing(target: BoardTarget) throws {
    let scratch = try ScratchDirectory()
    let file = scratch.path("link.pcap")
    let result = try target.run(
      ["--probe", "--pcap", file, "exec", "ping", "-c", "1", "-W", "2", "192.0.2.2"])
    #expect(result.status == 0, "\(result.output)")
    #expect(result.output.contains("ip   192.0.2.2 is ours"), "\(result.output)")
    let link = try Tools.run(
      Tools.find("tcpdump"), ["-n", "-r", file, "arp"])
    let lines = link.output.split(separator: "\n").filter { $0.contains("ARP") }
    let probes = lines.filter { $0.contains("who-has 192.0.2.2 tell 0.0.0.0") }
    #expect(probes.count == 3, "\(link.output)")
    // As older and newer versions of tcpdump tell it.
    let announcement = /who-has 192\.0\.2\.2 tell 192\.0\.2\.2|Announcement 192\.0\.2\.2/
    #expect(lines.contains { $0.contains(announcement) }, "\(link.output)")
  }

  @Test(
    "[A11] defends its address once against a station that claims it, then gives it up",
    .enabled(if: canUse("arping")), arguments: BoardTarget.allCases)
  func conflict(target: BoardTarget) throws {
    // An announcement with the address of the board and the hardware address of the TAP.
    let result = try target.exec(
      "sh", "-c",
      """
      ip address add 192.0.2.2/32 dev lo
      arping -q -U -c 1 -I tap0 192.0.2.2
      ip address delete 192.0.2.2/32 dev lo
      ping -c 1 -W 2 192.0.2.2 || exit 10
      ip address add 192.0.2.2/32 dev lo
      arping -q -U -c 1 -I tap0 192.0.2.2
      ip address delete 192.0.2.2/32 dev lo
      ping -c 1 -W 2 192.0.2.2 && exit 11
      exit 0
      """)
    #expect(result.status == 0, "\(result.output)")
  }

  @Test(
    "[C9] [U4] ends a traceroute by port unreachable, on its first hop",
    .enabled(if: canUse("traceroute")), arguments: BoardTarget.allCases)
  func traceroute(target: BoardTarget) throws {
    let result = try target.exec(
      "traceroute", "-n", "-q", "1", "-N", "1", "-w", "2", "-m", "4", "192.0.2.2")
    #expect(result.status == 0, "\(result.output)")
    let hops = result.output.split(separator: "\n").dropFirst()
    #expect(hops.count == 1, "\(result.output)")
    // An error other than port unreachable would be marked behind the time, such as !H.
    #expect(hops.first?.wholeMatch(of: /\x20*1\x20+192\.0\.2\.2\x20+[0-9.]+\x20ms/) != nil)
  }

  @Test(
    "[C9] [U4] has nmap find the echo port open and others closed", .enabled(if: canUse("nmap")),
    arguments: BoardTarget.allCases)
  func portScan(target: BoardTarget) throws {
    let result = try target.exec(
      "nmap", "--privileged", "-n", "-sU", "-p", "7,9,53", "--host-timeout", "20s", "192.0.2.2")
    #expect(result.status == 0, "\(result.output)")
    // nmap may find no reply to its own probe of the port.
    #expect(result.output.contains(/7\/udp\x20+open(\|filtered)?\x20/), "\(result.output)")
    #expect(result.output.contains(/9\/udp\x20+closed\x20/), "\(result.output)")
    #expect(result.output.contains(/53\/udp\x20+closed\x20/), "\(result.output)")
  }

  @Test(
    "[C9] has nmap find ICMP and UDP among the protocols, and tunnels closed",
    .enabled(if: canUse("nmap")), arguments: BoardTarget.allCases)
  func protocolScan(target: BoardTarget) throws {
    let result = try target.exec(
      "nmap", "--privileged", "-n", "-sO", "-p", "1,17,4,41,47,253", "--host-timeout", "20s",
      "192.0.2.2")
    #expect(result.status == 0, "\(result.output)")
    #expect(result.output.contains(/\n1\x20+open\x20+icmp/), "\(result.output)")
    #expect(result.output.contains(/\n17\x20+open\x20+udp/), "\(result.output)")
    for number in ["4", "41", "47", "253"] {
      #expect(
        result.output.split(separator: "\n").contains { line in
          let words = line.split(separator: " ")
          return words.count > 1 && words[0] == number && words[1] == "closed"
        }, "\(result.output)")
    }
  }

  @Test(
    "still answers after hping3's floods, several at once", .enabled(if: canUse("hping3")),
    arguments: BoardTarget.allCases,
    [
      // Options: record route, loose and strict source routes through another host.
      ["--icmp --rroute", "--icmp --lsrr 192.0.2.9", "--icmp --ssrr 192.0.2.9"],
      // 4000 bytes in fragments, and datagrams whose rest never comes.
      [
        "--udp -p 7 -d 4000 --frag -m 1000", "--udp -p 7 -d 100 --morefrag",
        "--udp -p 7 -d 100 --fragoff 65528",
      ],
      // From anywhere to a closed port, damaged datagrams, and a tunnel that is not there.
      ["--udp -p 9 --rand-source", "--udp -p 7 --badcksum", "--rawip --ipproto 4 -d 100"],
    ])
  func hpingFloods(target: BoardTarget, floods: [String]) throws {
    let commands = floods.map { "timeout 20 hping3 -q -i u200 -c 2000 \($0) 192.0.2.2 & " }
    let result = try target.exec(
      "sh", "-c",
      "(\(commands.joined()) wait) >/dev/null; ping -n -q -c 5 -i 0.2 -W 2 192.0.2.2")
    print("\(target), after \(floods): \(result.output)")
    #expect(result.status == 0)
    #expect(result.output.contains("5 received, 0% packet loss"))
    // hping3 ends early when it takes the answers to the others for its own.
    let counts = result.output.matches(of: /(\d+) packets transmitted, \d+ packets/)
    #expect(counts.count == floods.count)
    #expect(counts.allSatisfy { Int($0.1) ?? 0 >= 500 }, "\(result.output)")
  }
}
