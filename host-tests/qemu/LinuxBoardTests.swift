import Foundation
import Testing

/// What the program tells those who start it by hand.
@Suite("The appliance as a program of Linux", .serialized, .timeLimit(.minutes(1)))
struct LinuxBoardTests {
  private func run(_ arguments: String...) throws -> Tools.Result {
    try Tools.run(Images.linux, arguments)
  }

  @Test("prints its usage for --help")
  func help() throws {
    let result = try run("--help")
    #expect(result.status == 0)
    #expect(result.output.hasPrefix("usage: linux-board "))
  }

  @Test(
    "refuses a wrong command line with a line that says what would be right",
    arguments: [
      (["--fast"], "error: there is no option '--fast': linux-board --help lists them\n"),
      (["--tap"], "error: --tap needs a value: linux-board --help shows one\n"),
      (["tap7"], "error: there is no option 'tap7': linux-board --help lists them\n"),
      (
        ["--mac", "01:00:5e:00:00:01"],
        "error: --mac 01:00:5e:00:00:01 is not the address of one station: "
          + "write it as 02:00:00:00:00:02\n"
      ),
      (
        ["gw=nowhere"],
        "error: gw=nowhere: not an address; write it like gw=192.0.2.1\n"
      ),
    ])
  func wrongArguments(arguments: [String], message: String) throws {
    let result = try Tools.run(Images.linux, arguments)
    #expect(result.status == 2)
    #expect(result.output == message)
  }

  @Test("says what to do about a name that no interface can have")
  func interfaceName() throws {
    let result = try run("--tap", "sixteen-bytes-xx")
    #expect(result.status == 3)
    #expect(result.output.hasPrefix("error: --tap 'sixteen-bytes-xx' is no interface's name: "))
  }

  @Test("says what to do about an interface that is no TAP", .enabled(if: TAPTests.isPossible))
  func noTAP() throws {
    let result = try Tools.run(
      Tools.find("unshare"), ["-rn", Images.linux.path, "--tap", "lo"])
    #expect(result.status == 3)
    #expect(result.output.hasPrefix("error: lo is no TAP: "))
  }

  @Test("says what to do about a TAP that is taken", .enabled(if: TAPTests.isPossible))
  func takenTAP() throws {
    let result = try BoardTarget.linux.exec(Images.linux.path)
    #expect(result.status == 3)
    #expect(result.output.contains("error: another program is attached to tap0: "))
  }

  @Test(
    "ends with status 0 when it is asked to, at once", .enabled(if: TAPTests.isPossible),
    arguments: ["TERM", "INT"])
  func signals(name: String) throws {
    // The first line on its console shows that it has started. The console stays open: a program
    // without a reader ends by itself.
    let script = """
      mkfifo "$1/console"
      "$0" >"$1/console" &
      exec 3<"$1/console" && read -r line <&3
      kill -\(name) $! && wait $!
      """
    let scratch = try ScratchDirectory()
    let result = try Tools.run(
      Tools.find("unshare"),
      ["-rn", "timeout", "10", "bash", "-c", script, Images.linux.path, scratch.path("")])
    #expect(result.status == 0, "\(result.output)")
  }

  @Test("says when its interface goes down and comes back", .enabled(if: TAPTests.isPossible))
  func linkState() throws {
    let script = """
      coproc "$0"
      until_line() { while read -r -t 5 -u ${COPROC[0]} line; do [ "$line" != "$1" ] || return 0; done; exit 9; }
      until_line 'heap 0 bytes free'
      ip link set tap0 up && until_line 'link up, 100 Mbit/s, full duplex'
      ip link set tap0 down && until_line 'link down'
      kill $COPROC_PID && wait $COPROC_PID
      """
    let result = try Tools.run(
      Tools.find("unshare"), ["-rn", "timeout", "20", "bash", "-c", script, Images.linux.path])
    #expect(result.status == 0, "\(result.output)")
  }
}
