/// How IPv4 carries IGMP (RFC 3376 §4), whatever the version.
public enum IGMPTransport {
  /// No message leaves its link.
  public static let timeToLive: UInt8 = 1

  /// Internetwork control precedence.
  public static let typeOfService: UInt8 = 0xC0

  /// The options of a header that carries IGMP: Router Alert (RFC 2113 §2.1), already padded.
  public static let options: [4 of UInt8] = [148, 4, 0, 0]
}

extension IPv4Address {
  /// 224.0.0.2: all routers on this network, where hosts say that they leave (RFC 2236 §9).
  public static let allRouters = IPv4Address(224, 0, 0, 2)
  /// 224.0.0.22: all routers that speak IGMPv3, where its reports go (RFC 3376 §4.2.14).
  public static let allIGMPv3Routers = IPv4Address(224, 0, 0, 22)
}
