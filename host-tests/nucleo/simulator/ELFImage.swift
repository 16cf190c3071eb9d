import Glibc

/// What an ELF file has for flash (ELF-32, little-endian).
struct ELFImage {
  struct Segment {
    var address: UInt32
    var bytes: [UInt8]
  }

  let segments: [Segment]

  init(path: String) throws(SimulatorError) {
    guard let file = Self.contents(of: path) else {
      throw .image("there is no image \(path); run 'make image BOARD=nucleo-f429zi'")
    }
    let isARM = file.count >= 52 && file[0..<4] == [0x7F, 0x45, 0x4C, 0x46] && file[4] == 1
    guard isARM, file[18] == 40 else {
      throw .image("\(path) is no ELF file for ARM; give the .elf that 'make image' builds")
    }
    func half(_ offset: Int) -> Int { Int(file[offset]) | Int(file[offset + 1]) << 8 }
    func word(_ offset: Int) -> Int { half(offset) | half(offset + 2) << 16 }
    let (table, size, count) = (word(28), half(42), half(44))
    guard size >= 32, table + size * count <= file.count else {
      throw .image("\(path) is cut off; build it again")
    }
    var segments: [Segment] = []
    for header in (0..<count).map({ table + $0 * size }) where word(header) == 1 {
      let (offset, address, length) = (word(header + 4), word(header + 12), word(header + 16))
      guard length > 0 else { continue }
      guard offset + length <= file.count else {
        throw .image("\(path) is cut off; build it again")
      }
      segments.append(
        Segment(
          address: UInt32(truncatingIfNeeded: address),
          bytes: Array(file[offset..<offset + length])))
    }
    self.segments = segments
  }

  private static func contents(of path: String) -> [UInt8]? {
    // The path is a string that lives through the call.
    guard let file = unsafe fopen(path, "r") else { return nil }
    defer { unsafe fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      // Reads no more than the buffer has.
      let count = unsafe fread(&buffer, 1, buffer.count, file)
      guard count > 0 else { return bytes }
      bytes += buffer.prefix(count)
    }
  }
}
