import Foundation

@main struct Main {
  private static let help = """
    usage: lwip-peer INTERFACE

    Has the lwIP that Debian packages be 192.0.2.9 on the interface, where the kernel is to be silent:
    it announces itself, joins a group, sends 192.0.2.2 UDP echoes of 0, 100 and 2000 bytes, pings with
    0, 56 and 1400 bytes of data, and a datagram to the closed port 9.

    Exit status: 0, 1 when an answer was missing, 2 the command line is wrong, 3 no such interface.

    """

  static func main() {
    let arguments = CommandLine.arguments
    if arguments.contains("--help") || arguments.contains("-h") {
      print(help, terminator: "")
      exit(0)
    }
    guard arguments.count == 2 else { end(2, "an interface is needed: see --help") }
    do {
      try talk(on: PacketLink(interface: arguments[1]))
    } catch PacketLink.Fault.open(let reason) {
      end(3, "can't open \(arguments[1]): \(reason)")
    } catch {
      end(1, "\(error)")
    }
  }

  private static func talk(on link: PacketLink) throws(LwIPHost.Fault) {
    try LwIPHost.start(on: link)
    // The second report of a group comes within half a second.
    try LwIPHost.run(milliseconds: 500)
    for length in [0, 100, 2000] {
      try LwIPHost.exchangeUDPEcho(length: length)
    }
    for (sequence, length) in [(1, 0), (2, 56), (3, 1400)] as [(UInt8, Int)] {
      try LwIPHost.ping(sequence: sequence, length: length)
    }
    try LwIPHost.sendUDP(Array("closed".utf8), toPort: 9)
    try LwIPHost.run(milliseconds: 500)
  }

  private static func end(_ status: Int32, _ message: String) -> Never {
    FileHandle.standardError.write(Data("error: \(message)\n".utf8))
    exit(status)
  }
}
