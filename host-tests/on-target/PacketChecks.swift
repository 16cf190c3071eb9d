import Wire
import SeededRandom

/// The wire formats' views on a 32-bit machine, over good, broken and random bytes. A view that
/// trapped would end the image.
enum PacketChecks {
  static func run(_ report: inout CheckReport) {
    var frame = TestFrame()
    var reader = PacketReader()
    var generator = SplitMix64(seed: 6)
    for _ in 0..<20_000 {
      frame.randomize(using: &generator)
      reader.read(frame.bytes)
    }
    report.check("the views", "claim nothing that isn't in 20 000 broken frames") {
      reader.isConsistent ? nil : FailedCase()
    }
    report.check("the views", "read what is whole in the same frames") {
      // More than a thousand each, or the frames say little.
      reader.datagrams > 1000 && reader.messages > 1000 && reader.arpPackets > 1000
        ? nil
        : FailedCase(
          Input("datagrams", reader.datagrams), Input("messages", reader.messages),
          Input("ARP packets", reader.arpPackets))
    }
  }
}
