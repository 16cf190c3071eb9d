/// What the command line asks for.
struct SimulatorOptions {
  enum Network {
    case none
    case tap(String)
    case datagrams(local: String, remote: String)
  }

  var image = ""
  var network = Network.none
  var control: String?
  var seed: UInt64?
  var uniqueID: [UInt32]?
  var unpacedNanoseconds: UInt64 = 0
  var reboots = true
  var showsLEDs = true
  var showsStatistics = false
  var endsWithInput = false
  var hasInstantConsole = false
  /// How much of the board's time to simulate.
  var nanoseconds = UInt64.max
  /// Commands for before the first instruction.
  var commands: [String] = []

  /// - Returns: nil when the arguments ask for help.
  static func parse(_ arguments: [String]) throws(SimulatorError) -> SimulatorOptions? {
    var options = SimulatorOptions()
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      switch argument {
      case "-h", "--help": return nil
      case "--tap": options.network = .tap(try value(of: argument, &rest))
      case "--datagrams":
        options.network = .datagrams(
          local: try value(of: argument, &rest), remote: try value(of: argument, &rest))
      case "--control": options.control = try value(of: argument, &rest)
      case "--seed": options.seed = try number(argument, value(of: argument, &rest))
      case "--unpaced":
        let seconds = try number(argument, value(of: argument, &rest))
        guard seconds <= 3600 else { throw .usage("--unpaced takes at most 3600 seconds") }
        options.unpacedNanoseconds = seconds * 1_000_000_000
      case "--for":
        let milliseconds = try number(argument, value(of: argument, &rest))
        guard milliseconds <= 86_400_000 else { throw .usage("--for takes at most a day") }
        options.nanoseconds = milliseconds * 1_000_000
      case "--uid": options.uniqueID = try uniqueID(value(of: argument, &rest))
      case "--do": options.commands.append(try value(of: argument, &rest))
      case "--no-reboot": options.reboots = false
      case "--no-leds": options.showsLEDs = false
      case "--statistics": options.showsStatistics = true
      case "--instant-console": options.hasInstantConsole = true
      case "--until-eof": options.endsWithInput = true
      default:
        guard !argument.hasPrefix("-"), options.image.isEmpty else {
          throw .usage("there is no option '\(argument)': nucleo-simulator --help lists them")
        }
        options.image = argument
      }
    }
    guard !options.image.isEmpty else {
      throw .usage("there is no image: give the .elf that 'make image BOARD=nucleo-f429zi' builds")
    }
    return options
  }

  private static func value(
    of option: String, _ rest: inout ArraySlice<String>
  ) throws(SimulatorError) -> String {
    guard let value = rest.popFirst() else {
      throw .usage("\(option) needs a value: nucleo-simulator --help shows one")
    }
    return value
  }

  private static func number(
    _ option: String, _ text: String
  ) throws(SimulatorError) -> UInt64 {
    guard let number = UInt64(text) else { throw .usage("\(option) \(text) is not a number") }
    return number
  }

  /// 24 hexadecimal digits, the highest first.
  private static func uniqueID(_ text: String) throws(SimulatorError) -> [UInt32] {
    let words = [16, 8, 0].compactMap { UInt32(text.dropFirst($0).prefix(8), radix: 16) }
    guard text.count == 24, words.count == 3 else {
      throw .usage("--uid \(text) is not 24 hexadecimal digits")
    }
    return words
  }

  static let help = """
    usage: nucleo-simulator [OPTION...] IMAGE

    Boots the image of a Nucleo-F429ZI as it is flashed, on a model of the board that is as strict
    as the manuals: what they forbid ends the simulation with a report. The console is the standard
    output; the LEDs show there too.

      --tap NAME         the other end of the cable is this TAP
      --datagrams A B    the cable is a datagram socket A in the file system, whose other end is B
      --control SOCKET   takes commands on this socket of the file system, a line each
      --do COMMAND       a command for before the first instruction
      --unpaced SECONDS  the board's first seconds pass as fast as they can
      --for MILLISECONDS ends the simulation after that much of the board's time
      --uid DIGITS       the chip's unique ID, 24 hexadecimal digits
      --seed NUMBER      makes the random numbers come out the same each time
      --no-reboot        a reset ends the simulation
      --no-leds          does not show the LEDs
      --instant-console  the console takes bytes at once, instead of at 115200 baud
      --statistics       tells at the end how much was executed
      --until-eof        ends when the standard input does: with a pipe there, the simulator does
                         not outlive its starter

    Commands:
    \(Command.help)

    'make run BOARD=nucleo-f429zi' runs it in a network of its own, where no root is needed.

    Exit status: 0 it was ended by a signal, by 'quit', by --for or by --until-eof, 2 the command line
    is wrong, 3 something is missing on this machine, 101 the processor locked up, 102 the board was
    reset and --no-reboot is given, 103 the firmware did what the manual forbids.

    """
}
