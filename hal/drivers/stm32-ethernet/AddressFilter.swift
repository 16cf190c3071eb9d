/// The group addresses that were joined: three of them matched exactly, all others by hash.
///
/// All bits zero is the empty filter.
struct AddressFilter {
  static var slotCount: Int { 3 }

  struct Slot {
    /// As the registers have it; 0 when the slot is free.
    var address: UInt64 = 0
    var uses: UInt16 = 0
  }

  /// MACA1 to MACA3.
  var slots = InlineArray<3, Slot>(repeating: Slot())
  /// How many addresses were joined in each bucket of the hash.
  var bucketUses = InlineArray<64, UInt16>(repeating: 0)
  var isPromiscuous = false

  /// An address as the registers have it: the first octet in the lowest bits.
  static func register(_ address: [6 of UInt8]) -> UInt64 {
    var value: UInt64 = 0
    for i in address.indices { value |= UInt64(address[i]) << UInt64(truncatingIfNeeded: i &* 8) }
    return value
  }

  /// The MAC's index of an address in its hash: the upper six bits of the CRC-32 of the address,
  /// complemented and with its bits reversed (RM0090 §33.5.3).
  static func bucket(_ address: [6 of UInt8]) -> Int { MulticastHash(address).index ^ 63 }
}
