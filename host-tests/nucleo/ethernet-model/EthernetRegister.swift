/// One register of the peripheral (RM0090 §33.8; offsets from 0x40028000).
struct EthernetRegister {
  var name: String
  var resetValue: UInt32 = 0
  /// The bits that software may change. All others are reserved or the hardware's: they must be
  /// written as they are after a reset.
  var writable: UInt32 = 0xFFFF_FFFF
  /// Whether a write that follows another one too closely may be lost (ES0206).
  var isConfiguration = false

  static let all: [Int: EthernetRegister] = [
    Offset.maccr: .init(
      name: "MACCR", resetValue: 0x8000, writable: 0x02CF_7EFC, isConfiguration: true),
    Offset.macffr: .init(name: "MACFFR", writable: 0x8000_07FF, isConfiguration: true),
    Offset.machthr: .init(name: "MACHTHR", isConfiguration: true),
    Offset.machtlr: .init(name: "MACHTLR", isConfiguration: true),
    Offset.macmiiar: .init(name: "MACMIIAR", writable: 0xFFDF),
    Offset.macmiidr: .init(name: "MACMIIDR", writable: 0xFFFF),
    Offset.macfcr: .init(name: "MACFCR", writable: 0xFFFF_00BF, isConfiguration: true),
    Offset.macvlantr: .init(name: "MACVLANTR", writable: 0x1_FFFF, isConfiguration: true),
    0x028: .init(name: "MACRWUFFR"),
    0x02C: .init(name: "MACPMTCSR", writable: 0x8000_0267, isConfiguration: true),
    Offset.macdbgr: .init(name: "MACDBGR", writable: 0),
    0x038: .init(name: "MACSR", writable: 0),
    0x03C: .init(name: "MACIMR", writable: 0x208),
    0x040: .init(
      name: "MACA0HR", resetValue: 0x8000_FFFF, writable: 0xFFFF, isConfiguration: true),
    0x044: .init(name: "MACA0LR", resetValue: 0xFFFF_FFFF, isConfiguration: true),
    0x048: .init(
      name: "MACA1HR", resetValue: 0xFFFF, writable: 0xFF00_FFFF, isConfiguration: true),
    0x04C: .init(name: "MACA1LR", resetValue: 0xFFFF_FFFF, isConfiguration: true),
    0x050: .init(
      name: "MACA2HR", resetValue: 0xFFFF, writable: 0xFF00_FFFF, isConfiguration: true),
    0x054: .init(name: "MACA2LR", resetValue: 0xFFFF_FFFF, isConfiguration: true),
    0x058: .init(
      name: "MACA3HR", resetValue: 0xFFFF, writable: 0xFF00_FFFF, isConfiguration: true),
    0x05C: .init(name: "MACA3LR", resetValue: 0xFFFF_FFFF, isConfiguration: true),
    Offset.mmccr: .init(name: "MMCCR", writable: 0x3F),
    Offset.mmcrir: .init(name: "MMCRIR", writable: 0),
    Offset.mmctir: .init(name: "MMCTIR", writable: 0),
    Offset.mmcrimr: .init(name: "MMCRIMR", writable: 0x2_0060),
    Offset.mmctimr: .init(name: "MMCTIMR", writable: 0x20_C000),
    Offset.mmctgfsccr: .init(name: "MMCTGFSCCR", writable: 0),
    Offset.mmctgfmsccr: .init(name: "MMCTGFMSCCR", writable: 0),
    Offset.mmctgfcr: .init(name: "MMCTGFCR", writable: 0),
    Offset.mmcrfcecr: .init(name: "MMCRFCECR", writable: 0),
    Offset.mmcrfaecr: .init(name: "MMCRFAECR", writable: 0),
    Offset.mmcrgufcr: .init(name: "MMCRGUFCR", writable: 0),
    0x700: .init(name: "PTPTSCR", resetValue: 0x2000, isConfiguration: true),
    Offset.dmabmr: .init(
      name: "DMABMR", resetValue: 0x0002_0101, writable: 0x07FF_FFFF, isConfiguration: true),
    Offset.dmatpdr: .init(name: "DMATPDR"),
    Offset.dmarpdr: .init(name: "DMARPDR"),
    Offset.dmardlar: .init(name: "DMARDLAR"),
    Offset.dmatdlar: .init(name: "DMATDLAR"),
    Offset.dmasr: .init(name: "DMASR"),
    Offset.dmaomr: .init(name: "DMAOMR", writable: 0x0731_E0DE, isConfiguration: true),
    Offset.dmaier: .init(name: "DMAIER", writable: 0x1_E7FF),
    Offset.dmamfbocr: .init(name: "DMAMFBOCR", writable: 0),
    0x1024: .init(name: "DMARSWTR", writable: 0xFF),
    0x1048: .init(name: "DMACHTDR", writable: 0),
    0x104C: .init(name: "DMACHRDR", writable: 0),
    0x1050: .init(name: "DMACHTBAR", writable: 0),
    0x1054: .init(name: "DMACHRBAR", writable: 0),
  ]
}

enum Offset {
  static let maccr = 0x000
  static let macffr = 0x004
  static let machthr = 0x008
  static let machtlr = 0x00C
  static let macmiiar = 0x010
  static let macmiidr = 0x014
  static let macfcr = 0x018
  static let macvlantr = 0x01C
  static let macdbgr = 0x034
  static let mmccr = 0x100
  static let mmcrir = 0x104
  static let mmctir = 0x108
  static let mmcrimr = 0x10C
  static let mmctimr = 0x110
  static let mmctgfsccr = 0x14C
  static let mmctgfmsccr = 0x150
  static let mmctgfcr = 0x168
  static let mmcrfcecr = 0x194
  static let mmcrfaecr = 0x198
  static let mmcrgufcr = 0x1C4
  static let dmabmr = 0x1000
  static let dmatpdr = 0x1004
  static let dmarpdr = 0x1008
  static let dmardlar = 0x100C
  static let dmatdlar = 0x1010
  static let dmasr = 0x1014
  static let dmaomr = 0x1018
  static let dmaier = 0x101C
  static let dmamfbocr = 0x1020
}

extension UInt32 {
  func has(_ bit: Int) -> Bool { self & 1 << UInt32(bit) != 0 }
}
