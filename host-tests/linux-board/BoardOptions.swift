import NetStack

/// What the command line asks for.
struct BoardOptions {
  var tap = "tap0"
  /// The address of the boards in QEMU.
  var hardwareAddress = MACAddress(0x02, 0, 0, 0, 0, 0x02)
  /// What remains: the appliance's own command line.
  var appliance: [UInt8] = []

  /// - Parameter arguments: what follows the name of the program.
  /// - Returns: nil when they ask for help.
  static func parse(_ arguments: [String]) throws(UsageError) -> BoardOptions? {
    var options = BoardOptions()
    var words: [String] = []
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      switch argument {
      case "-h", "--help":
        return nil
      case "--tap":
        options.tap = try value(of: argument, &rest)
      case "--mac":
        options.hardwareAddress = try hardwareAddress(value(of: argument, &rest))
      default:
        guard argument.contains("="), !argument.hasPrefix("-") else {
          throw UsageError("there is no option '\(argument)': linux-board --help lists them")
        }
        words.append(argument)
      }
    }
    options.appliance = Array(words.joined(separator: " ").utf8)
    return options
  }

  private static func value(
    of option: String, _ rest: inout ArraySlice<String>
  ) throws(UsageError) -> String {
    guard let value = rest.popFirst() else {
      throw UsageError("\(option) needs a value: linux-board --help shows one")
    }
    return value
  }

  private static func hardwareAddress(_ text: String) throws(UsageError) -> MACAddress {
    guard let address = MACAddress(text: Array(text.utf8).span), address.isUnicast else {
      throw UsageError(
        "--mac \(text) is not the address of one station: write it as 02:00:00:00:00:02")
    }
    return address
  }

  static let help = """
    usage: linux-board [--tap NAME] [--mac ADDRESS] [ip=ADDRESS/LENGTH] [gw=ADDRESS] [probe=no]
                  [report=SECONDS]

    Runs Martlet's appliance on Linux: a host at the other end of a TAP, which answers ARP, ping and
    the UDP echo service. Its console is the standard output.

      --tap NAME         the TAP; it is made when it is missing and that is allowed (default tap0)
      --mac ADDRESS      the board's hardware address (default 02:00:00:00:00:02)
      ip=ADDRESS/LENGTH  the board's address (default 192.0.2.2/24)
      gw=ADDRESS         the board's gateway (default 192.0.2.1 when ip= is not given either)
      probe=no           uses the address at once, without a look if others have it
      report=SECONDS     prints the counters each 1 to 9 s

    'make host' runs it in a network of its own, where no root is needed.

    Exit status: 0 it was ended by SIGTERM or SIGINT, 2 the command line is wrong, 3 there is no TAP,
    4 there is no room for the sockets.

    """
}

/// What is wrong with the command line and what would be right, in one line.
struct UsageError: Error {
  let message: String

  init(_ message: String) {
    self.message = message
  }
}
