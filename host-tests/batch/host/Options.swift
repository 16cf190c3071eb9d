import Wire

/// The command line.
struct Options {
  static let help = """
    usage: batch [--ip ADDRESS/PREFIX] [--mac ADDRESS] [--work FOLDER] --image ELF PATH...

    Runs inputs of the fuzzer and captures on the board in QEMU and on this machine, by the same
    code, and compares what both do, record by record: replies, times, events, counters, findings.
    A difference is told with the file, and the first entry of its journal that differs; a trap with
    the file and the line of Swift.

    PATH is a capture (.pcap, .pcapng), an input in a folder that is named after its target (wire,
    interface, reassembly, heap, lan9118), or a folder of these.

      --image ELF           the board's image
      --ip ADDRESS/PREFIX   the board's address in the captures named after it (192.0.2.2/24)
      --mac ADDRESS         its MAC address there (02:00:00:00:00:02)
      --work FOLDER         for the records and the logs (.build/batch)

    Exit status: 0 all are the same, 1 some are not, or break a promise on both sides, 2 usage,
    3 an input can't be read or a side not be run.
    """

  private(set) var image = ""
  private(set) var work = ".build/batch"
  private(set) var inputs = Inputs()

  init(_ arguments: [String]) throws(BatchError) {
    var rest = arguments[...]
    var link = CapturedLink()
    while let argument = rest.popFirst() {
      switch argument {
      case "--image": image = try Self.value(of: argument, &rest)
      case "--work": work = try Self.value(of: argument, &rest)
      case "--ip":
        let text = try Self.value(of: argument, &rest)
        guard let subnet = IPv4Subnet(text: Array(text.utf8).span), subnet.isHost(subnet.address)
        else {
          throw BatchError(
            "--ip \(text) is not a host's address with a prefix: write it as 192.0.2.2/24",
            isUsage: true)
        }
        link.address = subnet.address
        link.prefixLength = subnet.prefixLength
      case "--mac":
        let text = try Self.value(of: argument, &rest)
        guard let address = MACAddress(text: Array(text.utf8).span), address.isUnicast else {
          throw BatchError(
            "--mac \(text) is not a station's address: write it as 02:00:00:00:00:02",
            isUsage: true)
        }
        link.hardware = address
      case _ where argument.hasPrefix("-"):
        throw BatchError("there is no option \(argument): batch --help lists them", isUsage: true)
      default: try inputs.add(path: argument, link)
      }
    }
    guard !image.isEmpty else { throw BatchError("no --image is named", isUsage: true) }
    guard !inputs.records.isEmpty else { throw BatchError("no inputs are named", isUsage: true) }
  }

  private static func value(
    of option: String, _ rest: inout ArraySlice<String>
  ) throws(BatchError) -> String {
    guard let value = rest.popFirst(), !value.isEmpty else {
      throw BatchError("\(option) needs a value: batch --help shows one", isUsage: true)
    }
    return value
  }
}
