import CLibpcap
import Glibc

/// Reads the Ethernet frames of a recorded capture, one at a time, in the file's order.
///
/// Whatever libpcap reads is read: pcap of either byte order, in micro- or nanoseconds, and
/// pcapng. libpcap refuses a pcapng file whose interfaces differ in link type or snapshot length.
///
/// ```swift
/// var reader = try CaptureReader(path: "ping.pcap")
/// while let frame = try reader.nextFrame() {
///   print(frame.microseconds, frame.bytes.count)
/// }
/// ```
@safe public struct CaptureReader: ~Copyable {
  private let capture: OpaquePointer
  private let path: String
  private let length: Int?
  private var framesRead = 0
  private var failure: CaptureError?

  /// Opens the capture and reads its file header.
  public init(path: String) throws(CaptureError) {
    let capture = unsafe try Self.open(path)
    let linkType = unsafe pcap_datalink(capture)
    guard linkType == DLT_EN10MB else {
      unsafe pcap_close(capture)
      throw .notEthernet(path: path, found: Self.name(ofLinkType: linkType))
    }
    unsafe self.capture = capture
    self.path = path
    length = unsafe Self.length(of: capture)
  }

  deinit {
    unsafe pcap_close(capture)
  }

  /// The next frame, or `nil` after the last one. Its bytes lie in libpcap's buffer and are lent
  /// until the reader is used again; nothing is copied.
  ///
  /// Nanoseconds are cut to microseconds. An error is final: it is thrown again by every later
  /// call, since nothing tells where the next record starts.
  @_lifetime(&self)
  public mutating func nextFrame() throws(CaptureError) -> CapturedFrame? {
    if let failure { throw failure }

    var header: UnsafeMutablePointer<pcap_pkthdr>?
    var start: UnsafePointer<UInt8>?
    let result = unsafe pcap_next_ex(capture, &header, &start)
    if result == PCAP_ERROR_BREAK { return nil }
    guard result == 1, let header = unsafe header?.pointee, let start = unsafe start else {
      throw fail(unsafe String(cString: pcap_geterr(capture)))
    }
    guard let microseconds = Self.microseconds(header.ts) else {
      throw fail("its time stamp is out of range")
    }
    framesRead += 1

    let bytes = unsafe Span(_unsafeStart: start, count: Int(header.caplen))
    let frame = CapturedFrame(
      bytes: bytes, microseconds: microseconds, originalLength: Int(header.len))
    return unsafe _overrideLifetime(frame, mutating: &self)
  }

  /// How much of the file has been read, from 0 to 1; nil where its length is unknown, as of a pipe.
  public var fractionRead: Double? {
    guard let length, length > 0, let file = unsafe pcap_file(capture) else { return nil }
    return min(1, Double(unsafe ftello(file)) / Double(length))
  }

  private static func length(of capture: OpaquePointer) -> Int? {
    var status = stat()
    guard let file = unsafe pcap_file(capture), unsafe fstat(fileno(file), &status) == 0,
      status.st_mode & S_IFMT == S_IFREG
    else { return nil }
    return Int(status.st_size)
  }

  /// Copies of all frames not read yet. Throws if one of them was captured short.
  public mutating func remainingFrames() throws(CaptureError) -> [[UInt8]] {
    let path = path
    var number = framesRead
    var frames: [[UInt8]] = []
    while let frame = try nextFrame() {
      number += 1
      guard !frame.isTruncated else {
        throw .truncatedFrame(
          path: path, frame: number, captured: frame.bytes.count, original: frame.originalLength)
      }
      frames.append(unsafe frame.bytes.withUnsafeBufferPointer { unsafe Array($0) })
    }
    return frames
  }

  private mutating func fail(_ reason: String) -> CaptureError {
    let error = CaptureError.damagedRecord(path: path, frame: framesRead + 1, reason: reason)
    failure = error
    return error
  }

  /// Opens the file apart from libpcap, so that a file that is missing and one that is no capture
  /// are told apart.
  private static func open(_ path: String) throws(CaptureError) -> OpaquePointer {
    guard let file = unsafe fopen(path, "rb") else {
      throw .cannotOpen(path: path, reason: lastSystemError())
    }
    let message = UnsafeMutablePointer<CChar>.allocate(capacity: Int(PCAP_ERRBUF_SIZE))
    defer { unsafe message.deallocate() }

    guard
      let capture = unsafe pcap_fopen_offline_with_tstamp_precision(
        file, UInt32(PCAP_TSTAMP_PRECISION_MICRO), message)
    else {
      unsafe fclose(file)
      throw .notACapture(path: path, reason: unsafe String(cString: message))
    }
    return unsafe capture
  }

  private static func name(ofLinkType linkType: CInt) -> String {
    guard let name = unsafe pcap_datalink_val_to_name(linkType) else {
      return "link type \(linkType)"
    }
    return unsafe String(cString: name)
  }

  /// `nil` where a file's seconds do not fit: pcapng counts them in 64 bits.
  private static func microseconds(_ time: timeval) -> Int64? {
    let (product, tooLong) = Int64(time.tv_sec).multipliedReportingOverflow(by: 1_000_000)
    let (sum, tooLate) = product.addingReportingOverflow(Int64(time.tv_usec))
    return tooLong || tooLate ? nil : sum
  }
}
