/// The lengths to try one after the other when a router does not tell its MTU (RFC 1191 §7,
/// table 7-1).
enum MTUPlateau {
  /// The greatest plateau below `length`; 68 when there is none, which every link carries
  /// (RFC 791 §3.2).
  static func below(_ length: Int) -> Int {
    switch length {
    case 65_536...: 65_535
    case 32_001...: 32_000
    case 17_915...: 17_914
    case 8_167...: 8_166
    case 4_353...: 4_352
    case 2_003...: 2_002
    case 1_493...: 1_492
    case 1_007...: 1_006
    case 509...: 508
    case 297...: 296
    default: 68
    }
  }
}
