import Glibc

/// Why there is no TAP, with the system's error number where there is one.
public enum TAPError: Error {
  case name(String)
  case open(Int32)
  case attach(name: String, Int32)

  /// What is wrong and what to do, in one line.
  public var message: String {
    switch self {
    case .name(let name):
      "--tap '\(name)' is no interface's name: give 1 to \(IFNAMSIZ - 1) bytes, such as tap0"
    case .open(ENOENT), .open(ENODEV), .open(ENXIO):
      "/dev/net/tun is missing: run 'modprobe tun' as root, or start the container with"
        + " --device /dev/net/tun"
    case .open(let reason):
      "/dev/net/tun can't be opened (\(Self.text(reason))): ask for permission to read and write it"
    case .attach(let name, EBUSY):
      "another program is attached to \(name): end it, or name another TAP with --tap"
    case .attach(let name, EPERM):
      "\(name) may not be attached to: run this in a namespace of your own (make host does), or"
        + " have root make it yours: ip tuntap add \(name) mode tap user $USER"
    case .attach(let name, EINVAL):
      "\(name) is no TAP: name one with --tap, or make it: ip tuntap add \(name) mode tap"
    case .attach(let name, let reason):
      "\(name) can't be attached to (\(Self.text(reason))): name another TAP with --tap"
    }
  }

  private static func text(_ reason: Int32) -> String {
    // A string that ends with a zero and lives until the next call.
    unsafe String(cString: strerror(reason))
  }
}
