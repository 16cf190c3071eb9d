import Foundation
import Testing

/// The board on a TAP, against Linux's own stack and tools; in QEMU, and as a program of Linux.
@Suite("The board over a TAP", .serialized, .timeLimit(.minutes(4)))
struct TAPTests {
  /// Why there can't be a TAP here; nil when there can.
  static let obstacle: String? = {
    guard FileManager.default.isWritableFile(atPath: "/dev/net/tun") else {
      return "/dev/net/tun may not be opened"
    }
    // As host-tests/tools/board does.
    let ways = [["--net"], ["--net", "--map-current-user", "--keep-caps"], ["-rn"]]
    let isPossible = ways.contains { way in
      let attempt = try? Tools.run(
        Tools.find("unshare"), way + ["ip", "tuntap", "add", "tap0", "mode", "tap"])
      return attempt?.status == 0
    }
    return isPossible ? nil : "no TAP can be made in a namespace of one's own"
  }()

  static var isPossible: Bool {
    if let obstacle { print("skipped, the board over a TAP: \(obstacle)") }
    return obstacle == nil
  }

  @Test(
    "answers 1000 pings as fast as they come, without a loss", .enabled(if: isPossible),
    arguments: BoardTarget.allCases)
  func fastPings(target: BoardTarget) throws {
    let result = try target.exec(
      "ping", "-q", "-n", "-i", "0", "-c", "1000", "-W", "2", "192.0.2.2")
    print("\(target): \(result.output)")
    #expect(result.status == 0)
    #expect(result.output.contains("1000 received, 0% packet loss"))
  }

  @Test(
    "answers a flood of 20000 pings without a loss", .enabled(if: isPossible),
    arguments: BoardTarget.allCases, ["56", "1472"])
  func flood(target: BoardTarget, size: String) throws {
    var result = Tools.Result(status: 1, output: "")
    for attempt in 1...3 {
      result = try target.exec(
        "ping", "-f", "-q", "-n", "-s", size, "-c", "20000", "-W", "2", "192.0.2.2")
      print("\(target): \(result.output)")
      guard attempt < 3, let stall = Self.stall(in: result.output) else { break }
      print("the machine kept \(target) from running for \(stall) ms: once more")
    }
    #expect(result.status == 0)
    #expect(result.output.contains("20000 received, 0% packet loss"))
  }

  /// For how long the emulator did not run, in milliseconds, when that alone explains a loss: a
  /// flood goes on with 100 pings a second meanwhile, and the chip has room for six.
  private static func stall(in output: String) -> Double? {
    guard !output.contains(" 0% packet loss"),
      let times = output.firstMatch(of: /rtt min\/avg\/max\/mdev = [0-9.]+\/[0-9.]+\/([0-9.]+)\//),
      let longest = Double(times.1), longest > 60
    else { return nil }
    return longest
  }

  @Test(
    "[C13] returns pings of any size up to 8000 bytes, in fragments both ways",
    .enabled(if: isPossible), arguments: BoardTarget.allCases)
  func sizes(target: BoardTarget) throws {
    // About each number of fragments: 1480 bytes of a message of 8 bytes more fit in each.
    let sizes = [0, 1, 55, 1471, 1472, 1473, 2952, 2953, 4000, 5913, 7392, 7393, 7999, 8000]
    let script = sizes.map {
      "ping -q -n -c 3 -i 0.02 -W 2 -s \($0) 192.0.2.2 | grep ' 3 received' || exit 1"
    }
    let result = try target.exec("sh", "-c", script.joined(separator: "\n"))
    #expect(result.status == 0, "\(result.output)")
    #expect(result.output.split(separator: "\n").count == sizes.count, "\(result.output)")
  }

  @Test(
    "passes `make run`'s own check, the first answer within a second", .enabled(if: isPossible),
    arguments: BoardTarget.allCases)
  func run(target: BoardTarget) throws {
    let result = try target.run(["run"])
    #expect(result.status == 0, "\(result.output)")
    #expect(result.output.contains("10 received, 0% packet loss"))
    #expect(result.output.contains("UDP echo on port 7: answered"))
    let words = try #require(result.output.firstMatch(of: /answered (\d+) ms after/))
    let milliseconds = try #require(Int(words.1))
    print("first ping answered \(milliseconds) ms after \(target) started")
    #expect(milliseconds < 1000)
  }

  @Test(
    "records the link on request", .enabled(if: isPossible), arguments: BoardTarget.allCases)
  func pcap(target: BoardTarget) throws {
    let scratch = try ScratchDirectory()
    let file = scratch.path("link.pcap")
    let result = try target.run(
      ["--quiet", "--pcap", file, "exec", "ping", "-c", "3", "192.0.2.2"])
    #expect(result.status == 0, "\(result.output)")
    let size = try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int
    // Three requests and replies of 98 bytes at least.
    #expect(size ?? 0 > 6 * 98)
  }
}
