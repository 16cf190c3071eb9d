import EthernetModel
import Glibc

/// The chip's memories (RM0090 §2.3, §2.4).
final class ChipMemory: EthernetMemory {
  @safe struct Region {
    var name: String
    var address: UInt32
    var count: Int
    var isWritable: Bool
    var isExecutable: Bool
    /// Whether the Ethernet DMA reaches it (RM0090 §2.1, Figure 2).
    var isReachedByDMA: Bool
    let bytes: UnsafeMutableRawPointer
  }

  let regions: [Region]

  init() {
    regions = [
      Self.region("flash", 0x0800_0000, 2 << 20, executable: true),
      Self.region("CCM", 0x1000_0000, 64 << 10, writable: true),
      Self.region("SRAM", 0x2000_0000, 192 << 10, writable: true, executable: true, dma: true),
      Self.region("system memory", 0x1FFF_7000, 4 << 10),
    ]
    // Erased flash reads as ones (RM0090 §3.6).
    unsafe memset(regions[0].bytes, 0xFF, regions[0].count)
    unsafe memset(regions[3].bytes, 0xFF, regions[3].count)
  }

  deinit {
    for region in regions { unsafe munmap(region.bytes, region.count) }
  }

  private static func region(
    _ name: String, _ address: UInt32, _ count: Int, writable: Bool = false,
    executable: Bool = false, dma: Bool = false
  ) -> Region {
    // Whole pages, as the emulator wants them; deinit gives them back.
    let bytes = unsafe mmap(
      nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let bytes = unsafe bytes, unsafe bytes != MAP_FAILED else {
      fatalError("no memory for the chip's \(name)")
    }
    return unsafe Region(
      name: name, address: address, count: count, isWritable: writable, isExecutable: executable,
      isReachedByDMA: dma, bytes: bytes)
  }

  /// Writes as a programmer or a factory does.
  /// - Returns: false when no memory lies there.
  func program(_ bytes: [UInt8], at address: UInt32) -> Bool {
    guard let target = unsafe pointer(to: address, bytes.count, forDMA: false) else { return false }
    // The pointer is good for that many bytes.
    unsafe target.copyMemory(from: bytes, byteCount: bytes.count)
    return true
  }

  func word(at address: UInt32) -> UInt32? {
    guard let source = unsafe pointer(to: address, 4, forDMA: false) else { return nil }
    // The pointer is good for four bytes.
    return unsafe source.loadUnaligned(as: UInt32.self)
  }

  func setWord(_ value: UInt32, at address: UInt32) -> Bool {
    guard let target = unsafe pointer(to: address, 4, forDMA: false) else { return false }
    // The pointer is good for four bytes.
    unsafe target.storeBytes(of: value, as: UInt32.self)
    return true
  }

  func read(_ count: Int, at address: UInt32) -> [UInt8]? {
    guard let source = unsafe pointer(to: address, count, forDMA: true) else { return nil }
    // The pointer is good for that many bytes.
    return unsafe [UInt8](UnsafeRawBufferPointer(start: source, count: count))
  }

  func write(_ bytes: [UInt8], at address: UInt32) -> Bool {
    guard let target = unsafe pointer(to: address, bytes.count, forDMA: true) else { return false }
    // The pointer is good for that many bytes.
    unsafe target.copyMemory(from: bytes, byteCount: bytes.count)
    return true
  }

  /// The name of the memory at an address.
  func name(at address: UInt32) -> String {
    for region in regions
    where address >= region.address && address - region.address < UInt32(region.count) {
      return region.name
    }
    return "no memory"
  }

  private func pointer(to address: UInt32, _ count: Int, forDMA: Bool) -> UnsafeMutableRawPointer? {
    for region in regions where address >= region.address {
      let offset = Int(address - region.address)
      guard offset < region.count else { continue }
      guard offset + count <= region.count, !forDMA || region.isReachedByDMA else {
        return nil
      }
      return unsafe region.bytes + offset
    }
    return nil
  }
}
