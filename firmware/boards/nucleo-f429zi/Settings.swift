// Defined by the linker script, or on the linker's command line: 1 for yes.
@_extern(c, "__software_checksums") private func softwareChecksums()

/// What is to be changed for one's own network: the appliance's command line, as QEMU's boards get
/// it from outside.
enum Settings {
  /// - `ip=ADDRESS/LENGTH`: the board's address.
  /// - `gw=ADDRESS`: its gateway, which may be left out.
  /// - `probe=yes` or `probe=no`: whether it looks for others with its address first (RFC 5227),
  ///   which takes 4 to 7 s.
  static var commandLine: StaticString { "ip=192.0.2.2/24 gw=192.0.2.1 probe=yes" }

  /// Whether the MAC fills in and verifies checksums (RM0090 §33.5.2), or the stack does. It is the
  /// link's to say, so that the same code makes both images: `make image BOARD=nucleo-f429zi
  /// CHECKSUM_OFFLOAD=no`.
  static var usesChecksumOffload: Bool {
    // A linker symbol has the type of a function only to be nameable; its address is the value.
    unsafe unsafeBitCast(softwareChecksums as @convention(c) () -> Void, to: UInt.self) != 1
  }
}
