public import Link
import Wire

/// A device around another that records all frames.
public typealias CaptureDevice<Device: LinkDevice & ~Copyable, Sink: ByteSink & ~Copyable> =
  ObservedDevice<Device, PcapWriter<Sink>>

/// Writes frames as a pcap file (pcap-savefile(5)), in microseconds and little-endian.
///
/// The format has no place for a frame's direction; the addresses tell. Frames that are sent are
/// recorded before the device fills in its checksums, as a capture on any offloading host shows
/// them.
public struct PcapWriter<Sink: ByteSink & ~Copyable>: ~Copyable, FrameObserver {
  public var sink: Sink

  /// Writes the file's header.
  public init(_ sink: consuming Sink) {
    self.sink = sink
    self.sink.write(PcapFormat.fileHeader.span)
  }

  public mutating func observe(
    _ frame: Span<UInt8>, _ direction: FrameDirection, deviceChecksums: ChecksumSet, at now: UInt64
  ) {
    let header = PcapFormat.recordHeader(length: frame.count, at: now)
    sink.write(header.span)
    sink.write(frame)
  }
}

extension ObservedDevice where Device: ~Copyable, Observer: ~Copyable {
  /// Records the frames of `device` to `sink`.
  public init<Sink: ByteSink & ~Copyable>(_ device: consuming Device, to sink: consuming Sink)
  where Observer == PcapWriter<Sink> {
    self.init(device, observer: PcapWriter(sink))
  }
}
