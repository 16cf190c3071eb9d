import Wire

/// What the command line asks for.
struct ReplayOptions: Equatable {
  /// The capture to replay.
  var capture: String
  var subnet = Self.defaultSubnet
  var hardwareAddress = Self.defaultHardwareAddress
  var gateway: IPv4Address?
  /// The capture that holds the recorded replies.
  var expected: String?
  var ignored = FrameField.volatile
  /// Where the replayed conversation is written.
  var written: String?
  var isQuiet = false
  var listsFrames = false
  var rewriteTarget: RewriteTarget?
  var mutation: Mutation?

  struct Mutation: Equatable {
    /// Of the first round; each other has the next one.
    var seed: UInt64
    var rounds = 1
  }

  /// The board's part in pcap/captures.
  static let defaultHardwareAddress = MACAddress(0x02, 0, 0, 0, 0, 0x02)
  static let defaultSubnet: IPv4Subnet = {
    guard let subnet = IPv4Subnet(IPv4Address(192, 0, 2, 2), prefixLength: 24) else {
      preconditionFailure("24 bits are a prefix")
    }
    return subnet
  }()

  /// Reads the arguments that follow the name of the tool.
  /// - Returns: nil when they ask for help.
  static func parse(_ arguments: [String]) throws(ReplayError) -> ReplayOptions? {
    var parser = ArgumentParser(arguments)
    return try parser.parse()
  }
}

/// Goes through the arguments once.
private struct ArgumentParser {
  private var rest: ArraySlice<String>
  private var options = ReplayOptions(capture: "")
  private var captures: [String] = []
  private var ignores = false
  private var rounds: Int?

  init(_ arguments: [String]) {
    rest = arguments[...]
  }

  mutating func parse() throws(ReplayError) -> ReplayOptions? {
    while let argument = rest.popFirst() {
      if argument == "--" {
        captures += rest
        break
      }
      guard argument.hasPrefix("-"), argument != "-" else {
        captures.append(argument)
        continue
      }
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .map(String.init)
      if parts == ["--help"] || parts == ["-h"] { return nil }
      try take(option: parts[0], attached: parts.count > 1 ? parts[1] : nil)
    }
    return try checked()
  }

  private mutating func take(option: String, attached: String?) throws(ReplayError) {
    switch option {
    case "--ip": options.subnet = try subnet(value(of: option, attached))
    case "--mac": options.hardwareAddress = try hardwareAddress(value(of: option, attached))
    case "--gw": options.gateway = try gateway(value(of: option, attached))
    case "--expect": options.expected = try value(of: option, attached)
    case "--ignore":
      options.ignored = try fields(value(of: option, attached))
      ignores = true
    case "--write": options.written = try value(of: option, attached)
    case "--mutate": options.mutation = .init(seed: try seed(value(of: option, attached)))
    case "--rounds": rounds = try roundCount(value(of: option, attached))
    case "--rewrite": options.rewriteTarget = try attached.map(rewriteTarget) ?? .busiest
    case "--list" where attached == nil: options.listsFrames = true
    case "--quiet" where attached == nil: options.isQuiet = true
    case "--quiet", "--list":
      throw .usage("\(option) takes no value: leave out '=\(attached ?? "")'")
    default: throw .usage("there is no option \(option): replay --help lists them")
    }
  }

  private mutating func value(
    of option: String, _ attached: String?
  ) throws(ReplayError) -> String {
    // What looks like an option is one, unless it is attached.
    let next = rest.first.flatMap { $0.hasPrefix("-") ? nil : $0 }
    if attached == nil && next != nil { rest.removeFirst() }
    guard let value = attached ?? next, !value.isEmpty else {
      throw .usage("\(option) needs a value: replay --help shows one")
    }
    return value
  }

  private func subnet(_ text: String) throws(ReplayError) -> IPv4Subnet {
    guard let subnet = IPv4Subnet(text: Array(text.utf8).span) else {
      throw .usage(
        "--ip \(text) is not an address with a prefix length: write it as 192.0.2.2/24")
    }
    guard subnet.isHost(subnet.address) else {
      throw .usage("--ip \(text) is not the address of one host: give the board's own")
    }
    return subnet
  }

  private func hardwareAddress(_ text: String) throws(ReplayError) -> MACAddress {
    guard let address = MACAddress(text: Array(text.utf8).span) else {
      throw .usage("--mac \(text) is not a MAC address: write it as 02:00:00:00:00:02")
    }
    guard address.isUnicast else {
      throw .usage("--mac \(text) is not the address of one station: give the board's own")
    }
    return address
  }

  private func gateway(_ text: String) throws(ReplayError) -> IPv4Address {
    guard let address = IPv4Address(text: Array(text.utf8).span) else {
      throw .usage("--gw \(text) is not an IPv4 address: write it as 192.0.2.1")
    }
    return address
  }

  private func fields(_ text: String) throws(ReplayError) -> Set<FrameField> {
    guard text != "none" else { return [] }
    var fields: Set<FrameField> = []
    for name in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let field = FrameField(rawValue: String(name)) else {
        throw .usage("--ignore: there is no field '\(name)': replay --help lists them")
      }
      fields.insert(field)
    }
    return fields
  }

  private func seed(_ text: String) throws(ReplayError) -> UInt64 {
    guard let seed = UInt64(text) else {
      throw .usage("--mutate \(text) is not a number of at most 64 bits: any other will do")
    }
    return seed
  }

  private func roundCount(_ text: String) throws(ReplayError) -> Int {
    guard let count = Int(text), 1...1_000_000 ~= count else {
      throw .usage("--rounds \(text) is not a number from 1 to 1000000")
    }
    return count
  }

  private func rewriteTarget(_ text: String) throws(ReplayError) -> RewriteTarget {
    if text == "all" { return .everyone }
    guard let address = IPv4Address(text: Array(text.utf8).span), address.isUnicast else {
      throw .usage("--rewrite=\(text) is not the address of one host: give one, or 'all'")
    }
    return .host(address)
  }

  private func checked() throws(ReplayError) -> ReplayOptions {
    guard let capture = captures.first else {
      throw .usage("no capture is named: replay CAPTURE, or replay --help")
    }
    guard captures.count == 1 else {
      throw .usage("\(captures.count) captures are named: replay them one at a time")
    }
    guard !ignores || options.expected != nil else {
      throw .usage("--ignore says what a comparison leaves out: name its capture with --expect")
    }
    if options.expected != nil {
      guard options.mutation == nil else {
        throw .usage("--mutate makes frames that no recorded reply answers: leave out --expect")
      }
      guard options.rewriteTarget != .everyone else {
        throw .usage("--rewrite=all leaves no host whose replies --expect could compare: name one")
      }
    }
    guard rounds == nil || options.mutation != nil else {
      throw .usage("--rounds says how often to mutate the capture: give a seed with --mutate")
    }
    guard !options.isQuiet || !options.listsFrames else {
      throw .usage("--list shows each frame and --quiet none: leave out one")
    }
    if let gateway = options.gateway {
      guard options.subnet.isHost(gateway), gateway != options.subnet.address else {
        throw .usage("--gw \(gateway.text) is no neighbor of \(options.subnet.text): give one")
      }
    }
    var options = options
    options.capture = capture
    if let rounds { options.mutation?.rounds = rounds }
    return options
  }
}
