/// The record of the last fault, in words of memory that outlast a reset: from the fault to the start
/// that tells of it, and on, for the count.
///
/// There is one, and it is used where it lies: the stack that faults are handled on is small.
public enum FaultRecord {
  /// What lies in which word. The registers from `pc` to `address` are in the order of the report.
  enum Word: UInt {
    /// Tells the record and its layout from what memory holds at power-up.
    case signature
    case kind
    /// How many faults there were since power-up, this one included.
    case count
    /// How many in a row came soon after a start, this one included.
    case quickCount
    case isShown
    /// From the start to the fault.
    case milliseconds
    /// The number of the exception (ARMv7-M ARM §B1.5.2).
    case exception
    /// What the application last noted for its next start.
    case note
    /// What is to be symbolized: the instruction; or the innermost call that can be told, where that
    /// isn't in the code or could not be stacked, or it was the heap that found the fault.
    case place
    case pc
    case lr
    case sp
    case psr
    case r0
    case r1
    case r2
    case r3
    case r12
    case cfsr
    case hfsr
    /// Of the access; all ones when the processor could not tell.
    case address
    /// The calls that led there, the innermost first; 0 where there are no more.
    case calls
    /// Of the words before it.
    case checksum = 27
  }

  static var callCount: UInt { Word.checksum.rawValue &- Word.calls.rawValue }

  /// "Flt" and the layout's version.
  private static var signature: UInt32 { 0x466C_7401 }

  static subscript(word: Word, index: UInt = 0) -> UInt32 {
    get { MemoryImage.load(MemoryImage.faultRecord &+ (word.rawValue &+ index) &* 4) }
    set {
      MemoryImage.store(newValue, at: MemoryImage.faultRecord &+ (word.rawValue &+ index) &* 4)
    }
  }

  public static var kind: FaultKind { FaultKind(rawValue: self[.kind]) ?? .other }

  /// r0 at the fault: the first argument of `trapForHeap`, where it was that.
  public static var firstRegister: UInt32 { self[.r0] }

  // Each start clears it with the rest of .bss. A store to it can't be torn.
  nonisolated(unsafe) static var pendingNote: UInt32 = 0

  /// What the application had noted when the fault came.
  public static var note: UInt32 { self[.note] }

  /// Notes something that the next start is to know if there is a fault.
  public static func keep(note: UInt32) { unsafe pendingNote = note }

  /// Whether there was a fault since power-up.
  public static var isThere: Bool {
    self[.signature] == signature && self[.checksum] == expectedChecksum
  }

  /// Whether there was one that no start has told of yet.
  public static var isNews: Bool { isThere && self[.isShown] == 0 }

  /// Notes that a start has told of it.
  public static func markShown() {
    self[.isShown] = 1
    seal()
  }

  /// Forgets all faults: the power was off, whatever memory has kept.
  public static func clear() { self[.signature] = 0 }

  static func seal() {
    self[.signature] = signature
    self[.checksum] = expectedChecksum
  }

  /// The CRC-32 of IEEE 802.3, a word at a time.
  private static var expectedChecksum: UInt32 {
    var crc = UInt32.max
    for index in 0..<Word.checksum.rawValue {
      crc ^= self[.signature, index]
      for _ in 0..<32 { crc = crc >> 1 ^ (crc & 1 != 0 ? 0xEDB8_8320 : 0) }
    }
    return crc
  }
}
