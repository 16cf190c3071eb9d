import FrameText
public import Link
public import Text

/// A device around another that writes a line for each frame.
public typealias Tracer<Device: LinkDevice & ~Copyable, Sink: TextSink & ~Copyable> =
  ObservedDevice<Device, TraceWriter<Sink>>

/// Writes a line for each frame: time in seconds, `<` for received or `>` for sent, and the frame
/// as tcpdump words it.
///
/// ```
/// 12.000345 < IP 192.0.2.1 > 192.0.2.2: ICMP echo request, id 7, seq 1, length 64
/// ```
public struct TraceWriter<Sink: TextSink & ~Copyable>: ~Copyable, FrameObserver {
  public var sink: Sink

  public init(_ sink: consuming Sink) {
    self.sink = sink
  }

  public mutating func observe(
    _ frame: Span<UInt8>, _ direction: FrameDirection, deviceChecksums: ChecksumSet, at now: UInt64
  ) {
    sink.write(UInt32(truncatingIfNeeded: now / 1_000_000))
    sink.write(".")
    sink.write(sixDigits: UInt32(truncatingIfNeeded: now % 1_000_000))
    sink.write(direction == .received ? " < " : " > ")
    FrameDescription(frame, deviceChecksums: deviceChecksums).write(to: &sink)
    sink.writeLine()
  }
}

extension ObservedDevice where Device: ~Copyable, Observer: ~Copyable {
  /// Traces the frames of `device` to `sink`.
  public init<Sink: TextSink & ~Copyable>(_ device: consuming Device, to sink: consuming Sink)
  where Observer == TraceWriter<Sink> {
    self.init(device, observer: TraceWriter(sink))
  }
}

extension TextSink where Self: ~Copyable {
  fileprivate mutating func write(sixDigits number: UInt32) {
    var threshold: UInt32 = 100_000
    while number < threshold, threshold > 1 {
      write("0")
      threshold /= 10
    }
    write(number)
  }
}
