import Link
import PlainFrames
import Wire

/// The link behind a `FuzzDevice`: frames that wait, all frames so far, and a look at each that the
/// stack sends.
final class FuzzWire {
  var capabilities = DeviceCapabilities()
  /// What the device looks at and tells of when it is right.
  var verifiedChecksums: ChecksumSet = []
  var linkState = LinkState.up(.megabits100, .full)
  /// Frames that the device can still send; nil for no limit.
  var freeSlots: Int?
  var slotSize = 1514
  var groupLimit = 4
  private var groups: [[UInt8]] = []

  private(set) var waiting: [[UInt8]] = []
  private(set) var history: [[UInt8]] = []
  private(set) var receivedCount: UInt32 = 0
  private(set) var sentCount = 0
  /// Of those, the ones that went out in the slot that came with a frame.
  private(set) var answerCount = 0
  /// Of the last packet that was sent, without its frame.
  private(set) var lastPacket: [UInt8] = []
  var checker = SentFrameChecker(
    station: FuzzStations.board, isGroup: FuzzStations.isGroup)
  let journal: Journal

  /// What lies in a slot that is lent, in no frame else.
  private var canary = [UInt8](repeating: 0, count: 1600)
  private var slot = [UInt8](repeating: 0, count: 1600)

  init(seed: [UInt8], _ journal: Journal) {
    self.journal = journal
    var state: UInt64 = 0x6A09_E667_F3BC_C908
    for byte in seed { state = (state ^ UInt64(byte)) &* 0x9E37_79B9_7F4A_7C15 }
    unsafe canary.withUnsafeMutableBytes { canary in
      for offset in stride(from: 0, to: canary.count, by: 8) {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        unsafe canary.storeBytes(of: state, toByteOffset: offset, as: UInt64.self)
      }
    }
  }

  var waitingCount: Int { waiting.count }

  func arrive(_ frame: [UInt8]) {
    waiting.append(frame)
    history.append(frame)
  }

  func receive(
    _ body: (_ frame: borrowing ReceivedFrame, _ slot: consuming TransmitSlot) -> TransmitReceipt
  ) -> Bool {
    guard !waiting.isEmpty, freeSlots != 0 else { return false }
    let frame = waiting.removeFirst()
    receivedCount &+= 1
    var memory = takeSlot()
    var room = memory.mutableSpan
    let receipt = body(
      ReceivedFrame(frame.span, verifiedChecksums: verifiedChecksums(of: frame)),
      TransmitSlot(room.part(0..<slotSize)))
    settle(receipt.length, memory, isAnswer: true)
    return true
  }

  private func verifiedChecksums(of frame: [UInt8]) -> ChecksumSet {
    guard !verifiedChecksums.isEmpty else { return [] }
    var copy = FrameBytes()
    copy.bytes = frame
    return copy.rightChecksums.intersection(verifiedChecksums)
  }

  func transmit(_ body: (_ slot: consuming TransmitSlot) -> TransmitReceipt) -> Bool {
    guard freeSlots != 0 else { return false }
    var memory = takeSlot()
    var room = memory.mutableSpan
    let receipt = body(TransmitSlot(room.part(0..<slotSize)))
    settle(receipt.length, memory, isAnswer: false)
    return true
  }

  func join(_ address: [UInt8]) -> Bool {
    guard groups.count < groupLimit else { return false }
    groups.append(address)
    journal.note("joins", address.span)
    return true
  }

  func leave(_ address: [UInt8]) {
    guard let index = groups.firstIndex(of: address) else {
      finding("leaves a group that it is not in")
    }
    groups.remove(at: index)
    journal.note("leaves", address.span)
  }

  private func takeSlot() -> [UInt8] {
    var memory = slot
    slot = []
    unsafe memory.withUnsafeMutableBytes { target in
      unsafe canary.withUnsafeBytes { unsafe target.copyMemory(from: $0) }
    }
    return memory
  }

  private func settle(_ length: Int, _ memory: consuming [UInt8], isAnswer: Bool) {
    if length > 0 {
      require(length <= slotSize, "a frame is longer than its slot:", length, slotSize)
      if let free = freeSlots { freeSlots = free - 1 }
      sentCount += 1
      answerCount += isAnswer ? 1 : 0
      let frame = Array(memory[..<length])
      journal.note(isAnswer ? "answers" : "sends", frame.span)
      requireNoLeak(frame)
      do {
        try checker.check(frame, isAnswer: isAnswer, capabilities, history[...])
      } catch {
        finding("a frame ", error.rule, error.number, bytes: error.frame)
      }
      if frame[12] == 8, frame[13] == 0 { lastPacket = Array(frame[14...]) }
    }
    slot = memory
  }

  /// Nothing of what lay in the slot before goes out: not even eight bytes at a multiple of eight.
  private func requireNoLeak(_ frame: [UInt8]) {
    for offset in stride(from: 0, through: frame.count - 8, by: 8) {
      let isOld = unsafe frame.withUnsafeBytes { frame in
        unsafe canary.withUnsafeBytes { canary in
          unsafe frame.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            == canary.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        }
      }
      require(!isOld, "sends bytes that were never written, at", offset, bytes: frame)
    }
  }
}
