/// The LAN9118's index of a multicast address in its 64-bit hash table: the upper six bits of the
/// CRC-32 of the address, taken as it stands in the shift register (LAN9118 datasheet, "Address
/// Filtering Functional Description").
struct MulticastHash {
  /// 0…63: bit 5 chooses HASHH over HASHL, bits 4…0 the bit.
  let index: Int

  init(_ address: [6 of UInt8]) {
    var register: UInt32 = 0xFFFF_FFFF
    for i in address.indices {
      var byte = address[i]
      for _ in 0..<8 {
        let feedback = register >> 31 ^ UInt32(byte & 1)
        register <<= 1
        if feedback != 0 { register ^= 0x04C1_1DB7 }
        byte >>= 1
      }
    }
    index = Int(register >> 26)
  }
}
