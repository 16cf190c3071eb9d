import NetStack

/// What becomes of a packet's options, told by RFC 791 §3.1 and RFC 1122 §3.2.1.8 over arrays,
/// with octets counted from 1 as the RFC counts them.
enum OptionsModel {
  enum Outcome: Equatable {
    case drop(String)
    case reply([UInt8], destination: [UInt8])
  }

  /// The octets of one option, type and length included.
  private struct Option {
    var octets: [UInt8]

    subscript(octet number: Int) -> UInt8 {
      get { octets[number - 1] }
      set { octets[number - 1] = newValue }
    }

    var length: Int { octets.count }
    var pointer: Int { Int(octets[2]) }

    func address(at octet: Int) -> [UInt8] { Array(octets[octet - 1..<octet + 3]) }

    mutating func store(_ bytes: [UInt8], at octet: Int) {
      octets.replaceSubrange(octet - 1..<octet - 1 + bytes.count, with: bytes)
    }
  }

  /// Our network is 192.0.2.0/24.
  static func outcome(
    _ bytes: [UInt8], source: [UInt8], us: [UInt8], time: [UInt8]
  ) -> Outcome {
    var known: [UInt8: Option] = [:]
    var rest = bytes[...]
    while let kind = rest.first, kind != 0 {
      if kind == 1 {
        rest = rest.dropFirst()
        continue
      }
      guard rest.count >= 2 else { return .drop("length") }
      let length = Int(rest[rest.startIndex + 1])
      guard length >= 2, length <= rest.count else { return .drop("length") }
      let option = Option(octets: Array(rest.prefix(length)))
      rest = rest.dropFirst(length)
      guard [7, 68, 131, 137].contains(kind) else { continue }
      let slot = kind == 137 ? 131 : kind
      guard known[slot] == nil else { return .drop("repeated") }
      if let reason = fault(in: option, us: us) { return .drop(reason) }
      known[slot] = option
    }
    return reply(known, source: source, us: us, time: time)
  }

  /// The first octet of the entries and how long each is.
  private static func entries(_ option: Option) -> (first: Int, length: Int)? {
    switch option[octet: 1] {
    case 68:
      switch option[octet: 4] % 16 {
      case 0: (5, 4)
      case 1, 3: (5, 8)
      default: nil
      }
    default: (4, 4)
    }
  }

  private static func fault(in option: Option, us: [UInt8]) -> String? {
    let isTimestamp = option[octet: 1] == 68
    guard option.length >= (isTimestamp ? 4 : 3) else { return "length" }
    guard let entries = entries(option) else { return nil }
    let places = stride(from: entries.first, to: option.length + 1, by: entries.length)
    guard places.reduce(entries.first, { next, _ in next + entries.length }) == option.length + 1
    else { return "length" }
    let isFull = option.pointer > option.length
    guard isFull || places.contains(option.pointer) else { return "pointer" }
    guard option.pointer >= entries.first else { return "pointer" }
    if isTimestamp {
      let isOverflowing = option[octet: 4] / 16 == 15 && option[octet: 4] % 16 != 3
      return isFull && isOverflowing ? "timestampOverflow" : nil
    }
    guard option[octet: 1] != 7 else { return nil }
    guard isFull else { return "sourceRouteIncomplete" }
    let hops = places.map(option.address)
    guard hops.allSatisfy({ isOtherHost($0, us: us) }) else { return "sourceRouteHop" }
    if option[octet: 1] == 137, let last = hops.last, last.prefix(3) != us.prefix(3) {
      return "sourceRouteHop"
    }
    return nil
  }

  private static func isOtherHost(_ address: [UInt8], us: [UInt8]) -> Bool {
    let isOfLink = address.prefix(3) == us.prefix(3)
    return address[0] != 0 && address[0] != 127 && address[0] < 224 && address != us
      && !(isOfLink && (address[3] == 0 || address[3] == 255))
  }

  private static func reply(
    _ known: [UInt8: Option], source: [UInt8], us: [UInt8], time: [UInt8]
  ) -> Outcome {
    var octets: [UInt8] = []
    var destination = source
    if var route = known[7] {
      if route.pointer <= route.length {
        route.store(us, at: route.pointer)
        route[octet: 3] += 4
      }
      octets += route.octets
    }
    if var stamps = known[68], let entries = entries(stamps) {
      let flag = stamps[octet: 4] % 16
      if stamps.pointer > stamps.length {
        if flag != 3 { stamps[octet: 4] += 16 }
      } else if flag == 0 {
        stamps.store(time, at: stamps.pointer)
        stamps[octet: 3] += UInt8(entries.length)
      } else if flag == 1 || stamps.address(at: stamps.pointer) == us {
        stamps.store(us + time, at: stamps.pointer)
        stamps[octet: 3] += UInt8(entries.length)
      }
      octets += stamps.octets
    }
    if let route = known[131] {
      var hops = stride(from: 4, to: route.length, by: 4).map(route.address)
      if hops.first == source { hops.removeFirst() }
      if let last = hops.popLast() {
        destination = last
        let back = hops.reversed() + [source]
        octets += [route[octet: 1], UInt8(3 + 4 * back.count), 4] + back.flatMap { $0 }
      }
    }
    while !octets.count.isMultiple(of: 4) { octets.append(0) }
    return .reply(octets, destination: destination)
  }
}
