import EthernetModel

/// What the control channel can ask for.
enum Command {
  case quit
  case reset
  case watchdog
  case status
  case rings
  /// The processor waits for that many frames.
  case stall(Int)
  case button(Bool)
  case externalClock(Bool)
  case randomNumbers(RandomNumbers.Fault)
  case cable(EthernetPartner?)
  case damage(EthernetDamage, Int)
  case ethernet((inout EthernetFaults) -> Void)
  case hurry(milliseconds: UInt64)

  /// Why a line is no command.
  struct Rejection: Error {
    var message: String
  }

  static let help = """
      cable out | in               the cable is pulled, or plugged into a switch
      cable 10|100 half|full       plugged into a partner that offers only this
      cable 10|100 half|full fixed plugged into a partner that does not negotiate
      phy on|off                   the PHY answers on MDIO
      refclk on|off                the PHY gives the 50 MHz
      mdio works|stuck             MACMIIAR.MB clears
      transmit works|stuck         frames leave
      receive-hang KIND            waiting or transferring: what the receiver says it does while
                                   frames pile up in its FIFO, until it is reset
      keep-descriptor KIND         receive or transmit: the next such descriptor is used and not given
                                   back
      stall COUNT                  the processor stands still until so many frames have come
      writes kept|lost             successive writes to a register (ES0206)
      bus-error KIND               transmit-descriptor, transmit-buffer, receive-descriptor or
                                   receive-buffer: the next such access of the DMA fails
      damage KIND [COUNT]          crc, alignment, overflow, truncation, medium, late-collision or
                                   watchdog: how the next frames come in
      underflow                    the next frame that is sent runs dry
      hse on|off                   the ST-LINK's 8 MHz
      rng works|seed|clock|silent  the random number generator
      watchdog                     expires at once
      button press|release         B1
      reset                        the reset button
      status                       time, instructions, frames and lost writes
      rings                        whose descriptors are, P or D for processor or DMA, which the DMA
                                   takes next, and where their buffers are
      hurry MILLISECONDS           that much of the board's time passes as fast as it can be simulated
      quit                         ends the simulation
    """

  init(_ words: [String]) throws(Rejection) {
    let rest = Array(words.dropFirst())
    switch words.first ?? "" {
    case "quit": self = .quit
    case "reset": self = .reset
    case "watchdog": self = .watchdog
    case "status": self = .status
    case "rings": self = .rings
    case "stall": self = .stall(try Self.count(rest))
    case "hurry": self = .hurry(milliseconds: try Self.milliseconds(rest))
    case "button": self = .button(try Self.choice(rest, "press", "release"))
    case "hse": self = .externalClock(try Self.choice(rest, "on", "off"))
    case "rng": self = .randomNumbers(try Self.randomFault(rest))
    case "cable": self = .cable(try Self.partner(rest))
    case "damage": self = try Self.damage(rest)
    case "underflow": self = .ethernet { $0.underflowsNextTransmission = true }
    case "bus-error":
      let error = try Self.busError(rest)
      self = .ethernet { $0.nextBusError = error }
    case "receive-hang":
      let hang = try Self.receiverHang(rest)
      self = .ethernet { $0.receiverHang = hang }
    case "keep-descriptor":
      let isReceive = try Self.choice(rest, "receive", "transmit")
      self = .ethernet {
        if isReceive { $0.keptReceiveDescriptors += 1 } else { $0.keptTransmitDescriptors += 1 }
      }
    case "phy": self = try Self.fault(rest, "on", "off") { $0.hasPHY = $1 }
    case "refclk": self = try Self.fault(rest, "on", "off") { $0.hasReferenceClock = $1 }
    case "mdio": self = try Self.fault(rest, "works", "stuck") { $0.isMDIOStuck = !$1 }
    case "transmit": self = try Self.fault(rest, "works", "stuck") { $0.isTransmitStuck = !$1 }
    case "writes": self = try Self.fault(rest, "kept", "lost") { $0.losesSuccessiveWrites = !$1 }
    default: throw Rejection(message: "there is no such command; --help lists them")
    }
  }

  private static func choice(
    _ words: [String], _ yes: String, _ no: String
  ) throws(Rejection) -> Bool {
    if words == [yes] { return true }
    if words == [no] { return false }
    throw Rejection(message: "write \(yes) or \(no) behind it")
  }

  private static func fault(
    _ words: [String], _ yes: String, _ no: String,
    _ change: @escaping (inout EthernetFaults, Bool) -> Void
  ) throws(Rejection) -> Command {
    let isWell = try choice(words, yes, no)
    return .ethernet { change(&$0, isWell) }
  }

  private static func milliseconds(_ words: [String]) throws(Rejection) -> UInt64 {
    guard words.count == 1, let number = UInt64(words[0]), (1...3_600_000).contains(number) else {
      throw Rejection(message: "write 1 to 3600000 milliseconds behind it")
    }
    return number
  }

  private static func randomFault(_ words: [String]) throws(Rejection) -> RandomNumbers.Fault {
    switch words {
    case ["works"]: .none
    case ["seed"]: .seed
    case ["clock"]: .clock
    case ["silent"]: .silence
    default: throw Rejection(message: "write works, seed, clock or silent behind it")
    }
  }

  private static func partner(_ words: [String]) throws(Rejection) -> EthernetPartner? {
    if words == ["out"] { return nil }
    if words == ["in"] { return EthernetPartner() }
    guard words.count >= 2, ["10", "100"].contains(words[0]), ["half", "full"].contains(words[1]),
      words.count == 2 || words[2...] == ["fixed"]
    else {
      throw Rejection(message: "write out, in, or a speed and a duplex such as 100 full behind it")
    }
    let (isFast, isFull) = (words[0] == "100", words[1] == "full")
    guard words.count == 2 else { return EthernetPartner(isFast: isFast, isFullDuplex: isFull) }
    // Acknowledge, one technology and the selector (IEEE 802.3 Annex 28B).
    let technology: UInt16 =
      switch (isFast, isFull) {
      case (false, false): 0x0020
      case (false, true): 0x0040
      case (true, false): 0x0080
      case (true, true): 0x0100
      }
    return EthernetPartner(ability: 0x4001 | technology)
  }

  private static func damage(_ words: [String]) throws(Rejection) -> Command {
    let kinds: [String: EthernetDamage] = [
      "crc": .crc, "alignment": .alignment, "overflow": .overflow, "truncation": .truncation,
      "medium": .medium, "late-collision": .lateCollision, "watchdog": .watchdog,
    ]
    guard let word = words.first, let damage = kinds[word],
      let count = words.count == 1 ? 1 : Int(words[1]), (1...10_000).contains(count)
    else {
      throw Rejection(message: "write one of \(kinds.keys.sorted()) and a count behind it")
    }
    return .damage(damage, count)
  }

  private static func count(_ words: [String]) throws(Rejection) -> Int {
    guard words.count == 1, let count = Int(words[0]), (0...10_000).contains(count) else {
      throw Rejection(message: "write a count up to 10000 behind it")
    }
    return count
  }

  private static func receiverHang(_ words: [String]) throws(Rejection) -> ReceiverHang {
    switch words {
    case ["waiting"]: .waiting
    case ["transferring"]: .transferring
    default: throw Rejection(message: "write waiting or transferring behind it")
    }
  }

  private static func busError(_ words: [String]) throws(Rejection) -> EthernetBusError {
    switch words {
    case ["transmit-descriptor"]: .transmitDescriptor
    case ["transmit-buffer"]: .transmitBuffer
    case ["receive-descriptor"]: .receiveDescriptor
    case ["receive-buffer"]: .receiveBuffer
    default:
      throw Rejection(
        message: "write transmit-descriptor, transmit-buffer, receive-descriptor or receive-buffer")
    }
  }
}
