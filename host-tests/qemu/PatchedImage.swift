import Foundation

/// A copy of an image with other instructions in one place, so that a fault can be
/// provoked without code for it in the image.
struct PatchedImage {
  let url: URL
  private let scratch: ScratchDirectory

  /// - Parameters:
  ///   - symbol: a function of the image, or a part of a Swift function's mangled name.
  ///   - instructions: what it starts with instead, as Thumb half-words.
  init(
    _ image: URL = Images.board, replacingStartOf symbol: String, with instructions: [UInt16]
  ) throws {
    scratch = try ScratchDirectory()
    url = URL(fileURLWithPath: scratch.path("patched.elf"))
    var bytes = [UInt8](try Data(contentsOf: image))
    let offset = try Self.fileOffset(of: try Self.address(of: symbol, in: image), in: bytes)
    for (index, instruction) in instructions.enumerated() {
      bytes[offset + 2 * index] = UInt8(truncatingIfNeeded: instruction)
      bytes[offset + 2 * index + 1] = UInt8(truncatingIfNeeded: instruction >> 8)
    }
    try Data(bytes).write(to: url)
  }

  /// The address of a function of an image.
  static func address(of symbol: String, in image: URL = Images.board) throws -> Int {
    let names = try Tools.run(tool: "toolchain", ["llvm-nm", image.path]).output
    for line in names.split(separator: "\n") {
      let fields = line.split(separator: " ")
      if fields.count == 3, fields[2].contains(symbol), let address = Int(fields[0], radix: 16) {
        return address & ~1
      }
    }
    throw Failure("the image has no symbol \(symbol)")
  }

  /// Where the byte that is loaded at `address` stands in a 32-bit little-endian ELF file.
  private static func fileOffset(of address: Int, in elf: [UInt8]) throws -> Int {
    func word(_ offset: Int) -> Int {
      (0..<4).reduce(0) { $0 | Int(elf[offset + $1]) << (8 * $1) }
    }
    func half(_ offset: Int) -> Int { Int(elf[offset]) | Int(elf[offset + 1]) << 8 }
    let (table, entrySize, count) = (word(28), half(42), half(44))
    for entry in (0..<count).map({ table + $0 * entrySize }) where word(entry) == 1 {
      let (offset, start, size) = (word(entry + 4), word(entry + 8), word(entry + 16))
      if (start..<start + size).contains(address) { return offset + address - start }
    }
    throw Failure("nothing is loaded at \(address)")
  }
}
