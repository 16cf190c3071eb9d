import Wire
import SeededRandom

extension TestFrame {
  /// Makes this any bytes, or a good frame with some bytes changed, lost or added, or a good one.
  mutating func randomize(using generator: inout SplitMix64) {
    let length = generator.next(below: 120)
    switch generator.next(below: 8) {
    case 0:
      setCount(length)
      fill(0..<length, using: &generator)
      return
    case 1: writeARPRequest()
    case 2, 3, 4: writeEchoRequest(length, using: &generator)
    default: writeDatagram(length, using: &generator)
    }
    for _ in 0..<generator.next(below: 4) { mutate(using: &generator) }
  }

  private mutating func writeEchoRequest(_ length: Int, using generator: inout SplitMix64) {
    let data = Self.data(using: &generator)
    writeEchoRequest(data.span.extracting(first: length), sequence: 1)
  }

  private mutating func writeDatagram(_ length: Int, using generator: inout SplitMix64) {
    let data = Self.data(using: &generator)
    // An open port as often as a closed one.
    let port: UInt16 = generator.byte() & 1 == 0 ? 7 : 9
    writeDatagram(data.span.extracting(first: length), to: port)
  }

  private static func data(using generator: inout SplitMix64) -> [120 of UInt8] {
    InlineArray(repeating: generator.byte())
  }

  private mutating func mutate(using generator: inout SplitMix64) {
    guard count > 0 else { return }
    // Headers more often than payloads.
    let index = generator.next(below: generator.byte() & 1 == 0 ? min(count, 42) : count)
    switch generator.next(below: 8) {
    case 0: setCount(generator.next(below: count + 1))
    case 1:
      let start = count
      setCount(start + generator.next(below: 100))
      fill(start..<count, using: &generator)
    case 2: set(index, to: generator.byte() & 1 == 0 ? 0 : 0xFF)
    case 3: set(index, to: bytes[index] ^ 1 << UInt8(generator.next(below: 8)))
    default: set(index, to: generator.byte())
    }
  }

  private mutating func fill(_ range: Range<Int>, using generator: inout SplitMix64) {
    for index in range { set(index, to: generator.byte()) }
  }

  private mutating func set(_ index: Int, to byte: UInt8) {
    var room = room
    room[index] = byte
  }
}
