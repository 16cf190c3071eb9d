/// What is to be changed for one's own network: the appliance's command line, as QEMU's boards get
/// it from outside.
enum Settings {
  /// - `ip=ADDRESS/LENGTH`: the board's address.
  /// - `gw=ADDRESS`: its gateway, which may be left out.
  /// - `probe=yes` or `probe=no`: whether it looks for others with its address first (RFC 5227),
  ///   which takes 4 to 7 s.
  static var commandLine: StaticString { "ip=192.0.2.2/24 gw=192.0.2.1 probe=yes" }

  /// Whether the MAC fills in and verifies checksums, or the stack does.
  static var usesChecksumOffload: Bool { true }
}
