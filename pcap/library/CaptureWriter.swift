import CLibpcap
import Glibc

/// Writes Ethernet frames to a pcap file: microseconds, this machine's byte order.
///
/// Frames are gathered in a buffer. Call ``close()`` to learn whether the last of them reached the
/// file; a writer that goes out of scope writes them too, but has no one to tell of an error.
@safe public struct CaptureWriter: ~Copyable {
  /// The longest frame, tcpdump's own limit: libpcap reads no more of one.
  public static let longestFrame = 262_144

  private let capture: OpaquePointer
  private let file: OpaquePointer
  private let path: String
  private var framesWritten = 0
  private var failure: CaptureError?

  /// Creates the file, or empties it, and puts its header into the buffer.
  public init(path: String) throws(CaptureError) {
    guard
      let capture = unsafe pcap_open_dead_with_tstamp_precision(
        DLT_EN10MB, CInt(Self.longestFrame), UInt32(PCAP_TSTAMP_PRECISION_MICRO))
    else {
      throw .cannotWrite(path: path, reason: lastSystemError())
    }
    guard let stream = unsafe fopen(path, "wb") else {
      let reason = lastSystemError()
      unsafe pcap_close(capture)
      throw .cannotWrite(path: path, reason: reason)
    }
    guard let file = unsafe pcap_dump_fopen(capture, stream) else {
      // Where the header cannot be written, libpcap has closed the stream.
      let reason = unsafe String(cString: pcap_geterr(capture))
      unsafe pcap_close(capture)
      throw .cannotWrite(path: path, reason: reason)
    }
    unsafe self.capture = capture
    unsafe self.file = file
    self.path = path
  }

  deinit {
    unsafe pcap_dump_close(file)
    unsafe pcap_close(capture)
  }

  /// Appends the frame with its time stamp and its original length.
  ///
  /// A frame that a pcap file cannot hold is refused and leaves the file as it was. An error of
  /// the system is final: it is thrown again by every later call, since the file may end within
  /// a record.
  public mutating func write(_ frame: CapturedFrame) throws(CaptureError) {
    if let failure { throw failure }
    var header = try recordHeader(frame)

    unsafe frame.bytes.withUnsafeBufferPointer { bytes in
      // An empty span has no address, and libpcap reads none of its bytes.
      unsafe pcap_dump(UnsafeMutablePointer(file), &header, bytes.baseAddress)
    }
    guard unsafe ferror(pcap_dump_file(file)) == 0 else { throw fail() }
    framesWritten += 1
  }

  /// Hands the buffered frames to the system, so that another process can read them.
  public mutating func flush() throws(CaptureError) {
    if let failure { throw failure }
    guard unsafe pcap_dump_flush(file) == 0 else { throw fail() }
  }

  /// Writes what is buffered and closes the file, whether or not that succeeds.
  public consuming func close() throws(CaptureError) {
    try flush()
  }

  private mutating func fail() -> CaptureError {
    let error = CaptureError.cannotWrite(path: path, reason: lastSystemError())
    failure = error
    return error
  }

  private func recordHeader(_ frame: CapturedFrame) throws(CaptureError) -> pcap_pkthdr {
    guard frame.bytes.count <= Self.longestFrame else {
      throw unrepresentable("it is longer than \(Self.longestFrame) bytes")
    }
    guard let length = UInt32(exactly: frame.originalLength), length >= frame.bytes.count else {
      throw unrepresentable("its original length is less than its bytes or above 32 bits")
    }
    let (seconds, microseconds) = frame.microseconds.quotientAndRemainder(dividingBy: 1_000_000)
    // The format's seconds are 32 bits, which libpcap 1.10 takes as signed.
    guard frame.microseconds >= 0, seconds <= Int32.max else {
      throw unrepresentable("its time stamp is before 1970 or after 2038")
    }
    return pcap_pkthdr(
      ts: timeval(tv_sec: Int(seconds), tv_usec: Int(microseconds)),
      caplen: UInt32(frame.bytes.count), len: length)
  }

  private func unrepresentable(_ reason: String) -> CaptureError {
    .unrepresentableFrame(path: path, frame: framesWritten + 1, reason: reason)
  }
}
