/// The memory that the Ethernet DMA reaches over the bus matrix, by bus address.
public protocol EthernetMemory: AnyObject {
  /// - Returns: nil when no memory of the DMA's lies there, which is a bus error (RM0090 §2.1: the
  ///   Ethernet master reaches SRAM1…3 and the FMC, neither flash nor CCM).
  func read(_ count: Int, at address: UInt32) -> [UInt8]?

  /// - Returns: false when no memory of the DMA's lies there.
  func write(_ bytes: [UInt8], at address: UInt32) -> Bool
}
