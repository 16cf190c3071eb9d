/// A LAN9118 as its driver sees it: registers, FIFOs, filter, MAC and PHY.
///
/// Follows the data sheet, and QEMU's model where that is stricter or stranger: HW_CFG does not
/// keep what is written, RSFL is raised by arrival only, and writes to the transmit FIFO leave the
/// interrupt line alone. What a driver must never do is noted in `violations`.
final class LAN9118Model {
  /// What a driver must never do, and the number that it is about.
  struct Violation {
    let what: StaticString
    let number: UInt32?
  }

  private(set) var violations: [Violation] = []

  // What is wrong with the chip.
  var byteTest: UInt32 = 0x8765_4321
  var identification: UInt32 = 0x0118_0001
  var isReady = true
  var resetHangs = false
  var resetTimesOut = false
  var resetsUntilHang: Int?
  var eepromHangs = false
  var macHangs = false
  var miiHangs = false
  var miiHangsInLoopback = false
  var receiverStops = true
  /// How many reads each MAC and MII command stays busy.
  var busyReads = 0
  var transmitterHangs = false
  var transmitErrorBits: UInt32 = 0
  /// As silicon does; QEMU's RX_DROP stays 0.
  var countsDrops = false
  /// False where the test lies about lengths on purpose.
  var checksFraming = true

  var stationAddress: [UInt8] = [0x02, 0, 0, 0, 0, 0x01]
  let phy = PHYModel()

  /// What went out to the wire.
  private(set) var sent: [[UInt8]] = []
  private(set) var resets = 0
  private(set) var accesses = 0
  private(set) var lastStore: Int?
  private(set) var dropsOnFull = 0
  private(set) var interruptLine = true

  private var irqConfiguration: UInt32 = 0
  private var interruptStatus: UInt32 = 0
  private var interruptEnable: UInt32 = 0
  private var fifoInterrupt: UInt32 = 0x4800_0000
  private var receiveConfiguration: UInt32 = 0
  private var transmitConfiguration: UInt32 = 0
  private var hardwareConfiguration: UInt32 = 0x0005_0004
  private var gpioConfiguration: UInt32 = 0
  private var flowControl: UInt32 = 0
  private var dropped: UInt32 = 0

  private var macCommand: UInt32 = 0
  private var macData: UInt32 = 0
  private var macBusyReads = 0
  private(set) var macControl: UInt32 = 0x0004_0000
  private(set) var address: [UInt8] = []
  private(set) var hash: UInt64 = 0
  private var miiData: UInt32 = 0
  private var miiBusyReads = 0

  private var statuses: [UInt32] = []
  private var frameWords: [Int] = []
  private var data: [UInt32] = []
  private var owedWords = 0

  private var commandA: UInt32?
  private var commandB: UInt32?
  private var outgoing: [UInt32] = []
  private var usedTransmitBytes = 0
  private var transmitStatuses: [UInt32] = []

  init() { reset() }

  func violate(_ what: StaticString, _ number: UInt32? = nil) {
    // The first tell enough; on the board there is not room for all that a fuzzed chip provokes.
    guard violations.count < 100 else { return }
    violations.append(Violation(what: what, number: number))
  }

  private func reset() {
    resets += 1
    irqConfiguration &= 0x11
    interruptStatus = 0
    interruptEnable = 0
    fifoInterrupt = 0x4800_0000
    receiveConfiguration = 0
    transmitConfiguration = 0
    hardwareConfiguration = 0x0005_0004
    macControl = 0x0004_0000
    macBusyReads = 0
    address = stationAddress
    hash = 0
    statuses = []
    frameWords = []
    data = []
    owedWords = 0
    commandA = nil
    commandB = nil
    outgoing = []
    usedTransmitBytes = 0
    transmitStatuses = []
    updateLine()
  }

  // MARK: Registers

  func load(_ offset: Int) -> UInt32 {
    accesses += 1
    guard offset % 4 == 0 else {
      violate("unaligned read at", UInt32(offset))
      return 0
    }
    switch offset {
    case 0x00..<0x20: return popData()
    case 0x40: return popStatus()
    case 0x44: return statuses.first ?? 0
    case 0x48: return popTransmitStatus()
    case 0x4C: return transmitStatuses.first ?? 0
    case 0x50: return identification
    case 0x54: return irqConfiguration
    case 0x58: return interruptStatus | (phy.interrupts ? 1 << 18 : 0)
    case 0x5C: return interruptEnable
    case 0x64: return byteTest
    case 0x68: return fifoInterrupt
    case 0x6C: return receiveConfiguration
    case 0x70: return transmitConfiguration
    case 0x74: return hardwareConfiguration & 0x0003_F307
    case 0x78: return 0
    case 0x7C: return UInt32(min(statuses.count, 255)) << 16 | UInt32(data.count * 4)
    case 0x80: return UInt32(min(transmitStatuses.count, 255)) << 16 | UInt32(freeTransmitBytes)
    case 0x84: return isReady ? 1 : 0
    case 0x88: return gpioConfiguration
    case 0xAC: return flowControl
    case 0xA0:
      defer { dropped = 0 }
      return dropped
    case 0xA4: return loadMACCommand()
    case 0xA8:
      if macIsBusy { violate("MAC_CSR_DATA read while busy") }
      return macData
    case 0xB0: return eepromHangs ? 0x8000_0000 : 0x100
    default:
      violate("read of unknown register", UInt32(offset))
      return 0
    }
  }

  func store(_ value: UInt32, at offset: Int) {
    accesses += 1
    lastStore = offset
    guard offset % 4 == 0 else { return violate("unaligned write at", UInt32(offset)) }
    if (0x20..<0x40).contains(offset) { return pushData(value) }
    switch offset {
    case 0x54: irqConfiguration = value & 0xFF00_0111
    case 0x58: interruptStatus &= ~value
    case 0x5C: interruptEnable = value
    case 0x68: fifoInterrupt = value
    case 0x6C:
      if value & 1 << 15 != 0 { violate("RX_DUMP is not used") }
      if macControl & 1 << 2 != 0 { violate("RX_CFG written while receiving") }
      receiveConfiguration = value & 0xCFFF_1FF0
    case 0x70: transmitConfiguration = value & 6
    case 0x74: storeHardwareConfiguration(value)
    case 0x78: violate("RX_FFWD")
    case 0x88: gpioConfiguration = value
    case 0xAC: flowControl = value
    case 0xA4: storeMACCommand(value)
    case 0xA8:
      if macIsBusy { violate("MAC_CSR_DATA written while busy") }
      macData = value
    default: violate("write of unknown register", UInt32(offset))
    }
    updateLine()
  }

  private func storeHardwareConfiguration(_ value: UInt32) {
    guard value & 1 == 0 else {
      if let left = resetsUntilHang {
        resetsUntilHang = left - 1
        if left == 0 { resetHangs = true }
      }
      reset()
      if resetHangs { hardwareConfiguration |= 1 }
      if resetTimesOut { hardwareConfiguration |= 2 }
      return
    }
    if value & 1 << 20 == 0 { violate("store and forward must be set") }
    hardwareConfiguration = value
  }

  /// QEMU inverts the line unless it is active high and push-pull.
  private func updateLine() {
    let sources = interruptStatus | (phy.interrupts ? 1 << 18 : 0)
    let isRaised = sources & interruptEnable != 0 && irqConfiguration & 1 << 8 != 0
    interruptLine = isRaised == (irqConfiguration & 0x11 == 0x11)
  }

  // MARK: Receiving

  /// A frame from the wire, without its frame check sequence.
  /// - Returns: whether the chip took it.
  @discardableResult
  func receive(_ frame: [UInt8], errors: UInt32 = 0, claiming length: Int? = nil) -> Bool {
    guard macControl & 1 << 2 != 0, passesFilter(frame) else { return false }
    let words = (2 + frame.count + 4 + 3) / 4
    guard data.count + words <= 2640, statuses.count < 176 else {
      dropsOnFull += 1
      if countsDrops { dropped += 1 }
      return false
    }
    let offset = Int(receiveConfiguration >> 8 & 0x1F)
    if offset != 2 { violate("RXDOFF is", UInt32(offset)) }
    var bytes = [0xEE, 0xEE] + frame + [0xF0, 0xF1, 0xF2, 0xF3]
    while bytes.count % 4 != 0 { bytes.append(0xDD) }
    for i in stride(from: 0, to: bytes.count, by: 4) { data.append(word(bytes[i..<i + 4])) }
    var status = UInt32(length ?? frame.count + 4) << 16 | errors
    if let first = frame.first, first & 1 != 0 { status |= 1 << 10 }
    statuses.append(status)
    frameWords.append(words)
    // Arrival alone raises RSFL.
    if statuses.count > Int(fifoInterrupt & 0xFF) { interruptStatus |= 1 << 3 }
    updateLine()
    return true
  }

  /// Loses `words` words of data, as if the FIFOs had fallen out of step.
  func loseData(_ words: Int) { data.removeFirst(words) }

  func raise(_ interrupt: UInt32) {
    interruptStatus |= interrupt
    updateLine()
  }

  func cable(isPlugged: Bool) {
    phy.cable(isPlugged: isPlugged)
    updateLine()
  }

  /// A byte string shorter than an address passes: it stands for noise, which no filter sees.
  private func passesFilter(_ frame: [UInt8]) -> Bool {
    guard frame.count >= 6, macControl & 1 << 18 == 0 else { return true }
    let destination = Array(frame[0..<6])
    if destination.allSatisfy({ $0 == 0xFF }) { return macControl & 1 << 11 == 0 }
    let isMulticast = destination[0] & 1 != 0
    if isMulticast, macControl & 1 << 19 != 0 { return true }
    let usesHash = macControl & (isMulticast ? 1 << 13 : 1 << 15) != 0
    return usesHash ? hash >> hashIndex(destination) & 1 != 0 : destination == address
  }

  /// The upper six bits of the CRC-32 register, most significant bit first.
  private func hashIndex(_ address: [UInt8]) -> Int {
    var crc: UInt32 = 0xFFFF_FFFF
    for bit in 0..<48 {
      let carry = crc >> 31 ^ UInt32(address[bit / 8] >> UInt8(bit % 8) & 1)
      crc = crc << 1 ^ (carry != 0 ? 0x04C1_1DB7 : 0)
    }
    return Int(crc >> 26)
  }

  private func popStatus() -> UInt32 {
    if checksFraming, owedWords != 0 {
      violate("RX_STATUS read with words left:", UInt32(owedWords))
    }
    guard !statuses.isEmpty else {
      violate("RX_STATUS read while empty")
      interruptStatus |= 1 << 14
      return 0
    }
    owedWords = frameWords.removeFirst()
    return statuses.removeFirst()
  }

  private func popData() -> UInt32 {
    if checksFraming, owedWords == 0 { violate("receive data read without a status") }
    guard !data.isEmpty else {
      violate("receive data read while empty")
      interruptStatus |= 1 << 14
      return 0
    }
    owedWords = max(0, owedWords - 1)
    return data.removeFirst()
  }

  // MARK: Transmitting

  private var freeTransmitBytes: Int { transmitterHangs ? 1000 : 4608 - usedTransmitBytes }

  private func popTransmitStatus() -> UInt32 {
    guard !transmitStatuses.isEmpty else {
      violate("TX_STATUS read while empty")
      return 0
    }
    return transmitStatuses.removeFirst()
  }

  private func pushData(_ value: UInt32) {
    if freeTransmitBytes < 4 { violate("transmit FIFO overrun") }
    if transmitConfiguration & 1 << 1 == 0 || macControl & 1 << 3 == 0 {
      violate("transmission while the transmitter is off")
    }
    usedTransmitBytes += 4
    guard let commandA else { return begin(value) }
    guard let commandB else { return check(commandA, value) }
    outgoing.append(value)
    let length = Int(commandB & 0x7FF)
    let offset = Int(commandA >> 16 & 0x1F)
    guard outgoing.count == (offset + length + 3) / 4 else { return }
    let bytes = outgoing.flatMap { word in (0..<4).map { UInt8(word >> ($0 * 8) & 0xFF) } }
    finish(Array(bytes[offset..<offset + length]), tag: commandB & 0xFFFF_0000)
  }

  private func begin(_ value: UInt32) {
    if value & 0x3000 != 0x3000 { violate("a frame in several buffers") }
    if value & 0x0300_0000 != 0 { violate("END_ALIGN, which QEMU ignores") }
    commandA = value
  }

  private func check(_ commandA: UInt32, _ value: UInt32) {
    if commandA & 0x7FF != value & 0x7FF { violate("BUF_SIZE is not FRAME_LEN") }
    if value & 0x7FF > 1514 { violate("a frame of too many bytes:", value & 0x7FF) }
    if value & 0x7FF < 60 { violate("a frame without padding") }
    if value & 0x3000 != 0 { violate("no check sequence or padding") }
    commandB = value
  }

  private func finish(_ frame: [UInt8], tag: UInt32) {
    commandA = nil
    commandB = nil
    outgoing = []
    usedTransmitBytes = 0
    if transmitStatuses.count >= 128 { violate("TX status FIFO overrun") }
    transmitStatuses.append(tag | transmitErrorBits)
    if phy.isInLoopback {
      if phy.loopsBack { receive(frame) }
    } else if transmitErrorBits == 0 {
      sent.append(frame)
    }
  }

  // MARK: MAC

  private var macIsBusy: Bool { macHangs || macBusyReads > 0 }

  private func loadMACCommand() -> UInt32 {
    let isBusy = macIsBusy
    macBusyReads = max(0, macBusyReads - 1)
    return isBusy ? macCommand | 0x8000_0000 : macCommand & 0x7FFF_FFFF
  }

  private func storeMACCommand(_ value: UInt32) {
    if macIsBusy { violate("MAC_CSR_CMD written while busy") }
    guard value & 0x8000_0000 != 0 else { return violate("a MAC command without BUSY") }
    macCommand = value
    macBusyReads = busyReads
    let register = value & 0xFF
    if value & 0x4000_0000 != 0 { macData = loadMAC(register) } else { storeMAC(register) }
  }

  private func loadMAC(_ register: UInt32) -> UInt32 {
    switch register {
    case 1: return macControl
    case 2: return UInt32(address[5]) << 8 | UInt32(address[4])
    case 3: return word(address[0..<4])
    case 4: return UInt32(hash >> 32)
    case 5: return UInt32(truncatingIfNeeded: hash)
    case 6:
      let isBusy = miiHangs || miiHangsInLoopback && phy.isInLoopback || miiBusyReads > 0
      miiBusyReads = max(0, miiBusyReads - 1)
      return isBusy ? 1 : 0
    case 7:
      if miiHangs || miiBusyReads > 0 { violate("MII_DATA read while busy") }
      return miiData
    default:
      violate("read of MAC register", register)
      return 0
    }
  }

  private func storeMAC(_ register: UInt32) {
    let isReceiving = macControl & 1 << 2 != 0
    if isReceiving, (2...5).contains(register) { violate("filter changed while receiving") }
    switch register {
    case 1: storeMACControl(macData)
    case 2:
      address[4] = UInt8(macData & 0xFF)
      address[5] = UInt8(macData >> 8 & 0xFF)
    case 3: for i in 0..<4 { address[i] = UInt8(macData >> (i * 8) & 0xFF) }
    case 4: hash = hash & 0xFFFF_FFFF | UInt64(macData) << 32
    case 5: hash = hash & ~0xFFFF_FFFF | UInt64(macData)
    case 6: accessMII(macData)
    case 7: miiData = macData & 0xFFFF
    default: violate("write of MAC register", register)
    }
  }

  private func storeMACControl(_ value: UInt32) {
    let receiving: UInt32 = 1 << 2
    if macControl & value & receiving != 0, macControl != value {
      violate("MAC_CR changed while receiving")
    }
    if macControl & receiving != 0, value & receiving == 0, receiverStops {
      interruptStatus |= 1 << 24
    }
    macControl = value
  }

  private func accessMII(_ value: UInt32) {
    if miiBusyReads > 0 { violate("MII_ACC written while busy") }
    if value & 1 == 0 { violate("an MII command without BUSY") }
    if value >> 11 & 0x1F != 1 { violate("the internal PHY is at address 1") }
    miiBusyReads = busyReads
    let register = Int(value >> 6 & 0x1F)
    if value & 2 != 0 {
      phy.store(UInt16(miiData), at: register)
    } else if let value = phy.load(register) {
      miiData = UInt32(value)
    } else {
      violate("read of a PHY register that QEMU lacks:", UInt32(register))
    }
  }

  private func word(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }
}
