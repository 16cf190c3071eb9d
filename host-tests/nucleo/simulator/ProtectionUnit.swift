/// The memory protection unit (ARMv7-M ARM §B3.5), all accesses privileged.
struct ProtectionUnit {
  enum Access {
    case read
    case write
    case execute
  }

  private struct Region {
    var base: UInt32 = 0
    var attributes: UInt32 = 0

    var isEnabled: Bool { attributes & 1 != 0 }
    /// The logarithm of the size.
    var sizeBits: UInt32 { (attributes >> 1 & 31) + 1 }
    var size: UInt64 { 1 << UInt64(sizeBits) }

    func contains(_ address: UInt32) -> Bool {
      address >= base && UInt64(address) < UInt64(base) + size
    }

    func permits(_ access: Access) -> Bool {
      let permission = attributes >> 24 & 0b111
      let isReadable = permission != 0
      return switch access {
      case .read: isReadable
      case .write: isReadable && permission < 0b100
      case .execute: isReadable && attributes & 1 << 28 == 0
      }
    }
  }

  /// Eight regions (Cortex-M4 TRM §4.2).
  private var regions = [Region](repeating: Region(), count: 8)
  private var control: UInt32 = 0
  private var number = 0
  /// How often it was written.
  private(set) var generation = 0

  var isEnabled: Bool { control & 1 != 0 }
  /// HFNMIENA
  var holdsInHardFault: Bool { control & 2 != 0 }

  func permits(_ access: Access, at address: UInt32) -> Bool {
    guard isEnabled else { return true }
    // Of overlapping regions the highest counts (§B3.5.2); PRIVDEFENA is the default map behind all.
    let region = regions.last { $0.isEnabled && $0.contains(address) }
    return region?.permits(access) ?? (control & 4 != 0)
  }

  /// Whether a region begins or ends within this memory.
  func cuts(_ memory: Range<UInt64>) -> Bool {
    regions.contains { region in
      guard region.isEnabled else { return false }
      let bounds = [UInt64(region.base), UInt64(region.base) + region.size]
      return bounds.contains { memory.lowerBound < $0 && $0 < memory.upperBound }
    }
  }

  func load(_ offset: Int) -> UInt32? {
    switch offset {
    case 0xD90: 8 << 8
    case 0xD94: control
    case 0xD98: UInt32(number)
    case 0xD9C: regions[number].base | UInt32(number)
    case 0xDA0: regions[number].attributes
    default: nil
    }
  }

  /// - Returns: what is wrong, or nil.
  mutating func store(_ value: UInt32, at offset: Int) -> String? {
    generation += 1
    switch offset {
    case 0xD94:
      guard value & ~0b111 == 0 else { return "a reserved bit is set (ARMv7-M ARM §B3.5.5)" }
      guard value & 0b011 != 0b010 else {
        return "HFNMIENA without ENABLE is unpredictable (ARMv7-M ARM §B3.5.5)"
      }
      control = value
    case 0xD98:
      guard value < 8 else { return "there are 8 regions" }
      number = Int(value)
    case 0xD9C:
      if value & 1 << 4 != 0 {
        guard value & 0xF < 8 else { return "there are 8 regions" }
        number = Int(value & 0xF)
      }
      regions[number].base = value & ~0x1F
    case 0xDA0:
      guard value & 0xE0C0_00C0 == 0 else {
        return "a reserved bit is set (ARMv7-M ARM §B3.5.9)"
      }
      guard value & 0xFF00 == 0 else { return "the simulator has no subregions" }
      regions[number].attributes = value
      let region = regions[number]
      guard !region.isEnabled || region.sizeBits >= 5 else {
        return "a region has 32 bytes at least (ARMv7-M ARM §B3.5.9)"
      }
      guard !region.isEnabled || UInt64(region.base) & (region.size - 1) == 0 else {
        return "the region is not aligned to its size (ARMv7-M ARM §B3.5.8)"
      }
    default: return "there is no such register (ARMv7-M ARM §B3.5.4)"
    }
    return nil
  }
}
