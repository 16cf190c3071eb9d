import Pcap
import Wire

/// Who the board is in a capture.
struct CapturedLink {
  var hardware = MACAddress(2, 0, 0, 0, 0, 2)
  var address = IPv4Address(192, 0, 2, 2)
  var prefixLength: UInt8 = 24

  /// The frames of a capture that are for the board, as `FuzzTarget.capture` takes them. Time
  /// counts from the first frame and does not run back.
  func input(of path: String) throws(BatchError) -> [UInt8] {
    do throws(CaptureError) {
      var input = header
      var reader = try CaptureReader(path: path)
      var origin: Int64?
      while let frame = try reader.nextFrame() {
        let start = origin ?? frame.microseconds
        origin = start
        let role = FrameRole(frame.bytes, isTruncated: frame.isTruncated, board: hardware)
        guard role == .forBoard else { continue }
        let time = UInt64(
          max(0, frame.microseconds.subtractingReportingOverflow(start).partialValue))
        input.append(UInt32(time >> 32))
        input.append(UInt32(truncatingIfNeeded: time))
        input.append(UInt32(frame.bytes.count))
        for index in frame.bytes.indices { input.append(frame.bytes[index]) }
      }
      return input
    } catch {
      throw BatchError(error.description)
    }
  }

  private var header: [UInt8] {
    let octets = hardware.octets
    var header = octets.indices.map { octets[$0] }
    header.append(address.rawValue)
    header.append(prefixLength)
    return header
  }
}
