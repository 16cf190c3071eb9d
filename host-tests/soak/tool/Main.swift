import Foundation
import SeededRandom
import SoakSimulation

@main struct Main {
  private static let help = """
    usage: soak simulate [--hours N] [--seed S]
           soak board [--minutes N] [--rate R] [--seed S] --console FILE --output FILE

      simulate  two stacks on a hostile link, with every service, for N simulated hours (default 10);
                a summary at the end
      board     pings the board on tap0 for N minutes (default 3) while it gets R frames a second
                (default 5000) of floods, noise and attacks; FILE is its console, with report=1; the
                output is a plot in SVG

    Exit status: 0, 1 when an invariant did not hold, 2 for a wrong command line, 3 when a file can't
    be read or written.

    """

  static func main() {
    var arguments = Array(CommandLine.arguments.dropFirst())
    guard !arguments.isEmpty, !arguments.contains("--help"), !arguments.contains("-h") else {
      print(help, terminator: "")
      exit(arguments.isEmpty ? 2 : 0)
    }
    let command = arguments.removeFirst()
    do {
      let options = try Options(arguments)
      switch command {
      case "simulate": exit(try Simulate(options).run())
      case "board": exit(try BoardSoak(options).run())
      default: throw UsageError("there is no command '\(command)': soak --help lists them")
      }
    } catch let error as UsageError {
      end(2, error.message)
    } catch {
      end(3, "\(error)")
    }
  }

  private static func end(_ status: Int32, _ message: String) -> Never {
    FileHandle.standardError.write(Data("error: \(message)\n".utf8))
    exit(status)
  }
}
