extension InlineArray<6, UInt8> {
  /// Whether this is the address of one station: neither a group's nor all zero (IEEE 802 §8.2).
  var isStation: Bool {
    guard self[0] & 1 == 0 else { return false }
    for i in indices where self[i] != 0 { return true }
    return false
  }
}
