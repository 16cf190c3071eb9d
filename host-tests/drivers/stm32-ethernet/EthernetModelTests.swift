import EthernetModel
import Testing

/// The model's own strictness: each breach of the manual is reported with its register.
@Suite("Ethernet model")
struct EthernetModelTests {
  let bench = EthernetBench()
  var model: EthernetModel { bench.model }

  private var registers: [String] { model.violations.map(\.register) }

  /// A transmit descriptor at the beginning of memory, for the DMA, and the DMA running.
  private func transmit(
    status: UInt32 = 0xB010_0000, size: UInt32 = 60, buffer: UInt32 = 0x2000_0800,
    operation: UInt32 = 1 << 21
  ) {
    model.store(0x02C1_6080, at: ETH.bmr)
    bench.memory.setWord(status, at: 0)
    bench.memory.setWord(size, at: 4)
    bench.memory.setWord(buffer, at: 8)
    bench.memory.setWord(0x2000_0420, at: 12)
    bench.memory.setWord(0, at: 32)
    model.store(0x2000_0400, at: ETH.tdlar)
    model.store(0x8000 | 1 << 14 | 1 << 11 | 1 << 3, at: ETH.maccr)
    model.store(operation | 1 << 13, at: ETH.omr)
  }

  @Test("a reserved bit", arguments: [(ETH.maccr, "MACCR"), (ETH.omr, "DMAOMR"), (0x04, "MACFFR")])
  func reserved(offset: Int, name: String) {
    model.store(1 << 30 | (offset == 0 ? 0x8000 : 0), at: offset)
    #expect(registers == [name])
  }

  @Test("a register that is only read, one that is none, and a demand that is read")
  func access() {
    model.store(0, at: 0x34)
    _ = model.load(0x400)
    _ = model.load(0x1004)
    #expect(registers == ["MACDBGR", "offset 0x400", "DMATPDR"])
  }

  @Test("an access without clocks, in reset, and before a software reset has ended")
  func clocks() {
    model.isClocked = false
    _ = model.load(ETH.sr)
    model.isClocked = true
    model.setReset(true)
    _ = model.load(ETH.sr)
    model.setReset(false)
    model.store(0x2_0101, at: ETH.bmr)
    _ = model.load(ETH.sr)
    model.advance(microseconds: 3)
    _ = model.load(ETH.sr)
    #expect(registers == ["DMASR", "DMASR", "DMASR"])
  }

  @Test("MDC out of range, and MACMIIAR written while busy")
  func management() {
    model.store(1, at: 0x10)
    model.advance(microseconds: 100)
    let other = EthernetBench().model
    other.store(4 << 2 | 1, at: 0x10)
    other.store(4 << 2 | 1, at: 0x10)
    #expect(registers == ["MACMIIAR"])
    #expect(other.violations.map(\.register) == ["MACMIIAR"])
  }

  @Test("a second write within four cycles of the MII")
  func successiveWrites() {
    model.store(4, at: ETH.macffr)
    model.advance(nanoseconds: 1599)
    model.store(0, at: ETH.macffr)
    model.advance(nanoseconds: 1600)
    model.store(4, at: ETH.macffr)
    #expect(registers == ["MACFFR"])
  }

  @Test("speed or duplex changed while the MAC runs")
  func runningChange() {
    model.store(0x8000 | 1 << 3, at: ETH.maccr)
    model.advance(microseconds: 2)
    model.store(0x8000 | 1 << 14 | 1 << 3, at: ETH.maccr)
    #expect(registers == ["MACCR"])
  }

  @Test("a good frame is none")
  func goodFrame() {
    transmit()
    #expect(registers == [])
    #expect(model.peek(ETH.sr) >> 20 & 7 == 6)
  }

  @Test("memory that the DMA does not reach is a fatal bus error", arguments: [true, false])
  func unreachable(isBuffer: Bool) {
    if isBuffer {
      transmit(buffer: 0x0800_0000)
      // A read by the transmit DMA, of data.
      #expect(model.peek(ETH.sr) >> 23 & 7 == 0b011)
    } else {
      model.store(0x02C1_6080, at: ETH.bmr)
      model.store(0x1000_0000, at: ETH.tdlar)
      model.store(0x8008, at: ETH.maccr)
      model.store(1 << 21 | 1 << 13, at: ETH.omr)
      #expect(model.peek(ETH.sr) >> 23 & 7 == 0b111)
    }
    #expect(model.peek(ETH.sr) & 1 << 13 != 0)
  }

  @Test("a descriptor list or a list pointer that is wrong")
  func descriptors() {
    transmit(status: 0xA010_0000)
    #expect(registers == ["TDES0"])
    let empty = EthernetModelTests()
    empty.transmit(size: 0)
    #expect(empty.registers == ["TDES1"])
    let unaligned = EthernetModelTests()
    unaligned.model.store(0x2000_0402, at: ETH.tdlar)
    #expect(unaligned.registers == ["DMATDLAR"])
    let none = EthernetModelTests()
    none.model.store(1 << 13 | 1 << 21, at: ETH.omr)
    #expect(none.registers.first == "DMAOMR")
  }

  @Test("checksum insertion without store and forward, and into a field that is not zero")
  func checksums() {
    let packet = PacketBytes.ethernet(0x0800, PacketBytes.ipv4(17, PacketBytes.udp()))
    for (i, byte) in packet.enumerated() { unsafe bench.memory.bytes[0x400 + i] = byte }
    transmit(status: 0xB0D0_0000, operation: 0)
    #expect(registers == ["TDES0"])
    let other = EthernetModelTests()
    for (i, byte) in packet.enumerated() { unsafe other.bench.memory.bytes[0x400 + i] = byte }
    other.transmit(status: 0xB0D0_0000)
    #expect(other.registers == ["TDES0.CIC"])
  }

  @Test("a store to a descriptor that is the DMA's")
  func ownership() {
    model.faults.isTransmitStuck = true
    transmit()
    model.processorWillStore(at: 0x2000_0404)
    model.processorWillStore(at: 0x2000_0424)
    #expect(registers == ["TDES1"])
  }

  @Test("frames take their time on the wire when they are to")
  func pace() {
    model.isPaced = true
    model.phy.completeNegotiation()
    transmit()
    // 8 + 60 + 4 + 12 bytes at 80 ns.
    model.advance(nanoseconds: 6719)
    #expect(bench.sent.count == 0)
    model.advance(nanoseconds: 1)
    #expect(bench.sent.count == 1)
  }
}
