public import NetStack
public import Text

/// The appliance's command line: `ip=192.0.2.2/24 gw=192.0.2.1 probe=yes report=1`, in any order,
/// each optional.
public struct ApplianceArguments: Sendable {
  /// Why the command line can't be followed, and the words that say so.
  public struct Rejection: Error {
    public enum Reason: Sendable {
      case address
      case notAHost
      case gateway
      case gatewayOffLink
      case probe
      case report
      case unknown
    }

    public let reason: Reason
    /// Where the word stands in the command line.
    public let word: Range<Int>
  }

  /// The default is in RFC 5737's first network for documentation.
  public private(set) var subnet = IPv4Subnet(IPv4Address(192, 0, 2, 2), prefixLength: 24)
  public private(set) var gateway: IPv4Address? = IPv4Address(192, 0, 2, 1)

  /// See `InterfaceConfiguration.probesAddresses`.
  public private(set) var probesAddress = true

  /// The seconds from one report of the counters to the next, at most 9; nil for none.
  public private(set) var reportInterval: UInt8?

  /// - Parameter line: ASCII words separated by spaces. Words without `=` are passed over: the
  ///   first is the name of the image.
  public init(_ line: Span<UInt8>) throws(Rejection) {
    var addressWord: Range<Int>?
    var gatewayWord: Range<Int>?
    var start = 0
    while start < line.count {
      var end = start
      while end < line.count, line[end] != 0x20 { end &+= 1 }
      let word = start..<end
      if Self.hasPrefix(Self.ip, line, word) {
        addressWord = word
      } else if Self.hasPrefix(Self.gw, line, word) {
        gatewayWord = word
      } else if Self.hasPrefix(Self.probe, line, word) {
        probesAddress = try Self.choice(line, word)
      } else if Self.hasPrefix(Self.report, line, word) {
        reportInterval = try Self.seconds(line, word)
      } else if Self.isAssignment(line, word) {
        throw Rejection(reason: .unknown, word: word)
      }
      start = end &+ 1
    }
    if let addressWord {
      subnet = try Self.subnet(line, addressWord)
      gateway = nil
    }
    if let gatewayWord { gateway = try Self.gateway(line, gatewayWord, in: subnet) }
  }

  private static func subnet(
    _ line: Span<UInt8>, _ word: Range<Int>
  ) throws(Rejection) -> IPv4Subnet {
    guard let subnet = IPv4Subnet(text: line.extracting(word.dropFirst(3))) else {
      throw Rejection(reason: .address, word: word)
    }
    guard subnet.isHost(subnet.address) else { throw Rejection(reason: .notAHost, word: word) }
    return subnet
  }

  private static func gateway(
    _ line: Span<UInt8>, _ word: Range<Int>, in subnet: IPv4Subnet?
  ) throws(Rejection) -> IPv4Address {
    guard let gateway = IPv4Address(text: line.extracting(word.dropFirst(3))) else {
      throw Rejection(reason: .gateway, word: word)
    }
    guard let subnet, subnet.isHost(gateway), gateway != subnet.address else {
      throw Rejection(reason: .gatewayOffLink, word: word)
    }
    return gateway
  }

  /// Takes `probe=yes` or `probe=no`.
  private static func choice(
    _ line: Span<UInt8>, _ word: Range<Int>
  ) throws(Rejection) -> Bool {
    if word.count == yes.count, hasPrefix(yes, line, word) { return true }
    if word.count == no.count, hasPrefix(no, line, word) { return false }
    throw Rejection(reason: .probe, word: word)
  }

  /// Takes `report=1` to `report=9`.
  private static func seconds(
    _ line: Span<UInt8>, _ word: Range<Int>
  ) throws(Rejection) -> UInt8 {
    guard word.count == report.count &+ 1, (0x31...0x39).contains(line[word.upperBound &- 1])
    else { throw Rejection(reason: .report, word: word) }
    return line[word.upperBound &- 1] &- 0x30
  }

  /// `ip=`
  private static var ip: [3 of UInt8] { [0x69, 0x70, 0x3D] }
  /// `gw=`
  private static var gw: [3 of UInt8] { [0x67, 0x77, 0x3D] }

  /// `probe=`
  private static var probe: [6 of UInt8] { [0x70, 0x72, 0x6F, 0x62, 0x65, 0x3D] }
  /// `probe=yes`
  private static var yes: [9 of UInt8] {
    [0x70, 0x72, 0x6F, 0x62, 0x65, 0x3D, 0x79, 0x65, 0x73]
  }
  /// `probe=no`
  private static var no: [8 of UInt8] { [0x70, 0x72, 0x6F, 0x62, 0x65, 0x3D, 0x6E, 0x6F] }

  /// `report=`
  private static var report: [7 of UInt8] { [0x72, 0x65, 0x70, 0x6F, 0x72, 0x74, 0x3D] }

  private static func hasPrefix<let count: Int>(
    _ prefix: [count of UInt8], _ line: Span<UInt8>, _ word: Range<Int>
  ) -> Bool {
    guard word.count >= count else { return false }
    for index in prefix.indices where line[word.lowerBound &+ index] != prefix[index] {
      return false
    }
    return true
  }

  private static func isAssignment(_ line: Span<UInt8>, _ word: Range<Int>) -> Bool {
    for index in word where line[index] == 0x3D { return true }
    return false
  }
}

extension ApplianceArguments.Rejection {
  /// Says what is wrong with which word, and what would be right, in one line.
  public func write<Sink: TextSink & ~Copyable>(of line: Span<UInt8>, to sink: inout Sink) {
    sink.write("error: ")
    sink.write(line.extracting(word))
    switch reason {
    case .address:
      sink.writeLine(": not an address with a prefix length; write it like ip=192.0.2.2/24")
    case .notAHost:
      sink.writeLine(": no host can have this address; choose another in its network")
    case .gateway:
      sink.writeLine(": not an address; write it like gw=192.0.2.1")
    case .gatewayOffLink:
      sink.writeLine(": not another host of the network that ip= names; choose one that is")
    case .probe:
      sink.writeLine(": write probe=yes to look for others with the address first, or probe=no")
    case .report:
      sink.writeLine(": write report=1 to report=9 for the seconds between two reports")
    case .unknown:
      sink.writeLine(
        ": unknown argument; there are ip=ADDRESS/LENGTH, gw=ADDRESS, probe=yes or no and report=1"
      )
    }
  }
}
