internal import CortexMIntrinsics

/// The memory protection unit (ARMv7-M ARM §B3.5). The default memory map holds where no region
/// lies, and everywhere in NMI and HardFault, whose handlers may have to look at anything.
public enum MemoryProtection {
  public enum Access: Sendable {
    case none
    /// Code and constants.
    case readAndExecute
    case readAndWrite

    /// XN, AP, TEX, C and B (§B3.5.9). The memory types are those of the default map (§B3.1), so
    /// that only the access changes.
    fileprivate var attributes: UInt32 {
      switch self {
      case .none: 1 << 28
      // Write-through.
      case .readAndExecute: 0b110 << 24 | 1 << 17
      // Write-back, write-allocate.
      case .readAndWrite: 1 << 28 | 0b011 << 24 | 0b001 << 19 | 1 << 17 | 1 << 16
      }
    }
  }

  private static let control = Register(at: 0xE000_ED94)
  private static let regionBase = Register(at: 0xE000_ED9C)
  private static let regionAttributes = Register(at: 0xE000_EDA0)

  /// Gives `1 << sizeBits` bytes from `base` an access. Of regions that overlap the highest number
  /// counts.
  /// - Parameters:
  ///   - number: 0…7.
  ///   - base: a multiple of the size.
  ///   - sizeBits: 5…32.
  public static func setRegion(_ number: UInt32, base: UInt32, sizeBits: UInt32, _ access: Access) {
    // VALID: the number is part of the word (§B3.5.8).
    regionBase.value = base | 1 << 4 | number
    regionAttributes.value = access.attributes | (sizeBits &- 1) << 1 | 1
  }

  public static func enable() {
    // PRIVDEFENA and ENABLE, without HFNMIENA (§B3.5.5).
    control.value = 0b101
    cortexm_dsb()
    cortexm_isb()
  }
}
