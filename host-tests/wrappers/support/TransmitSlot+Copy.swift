import Link
import Wire

extension TransmitSlot {
  /// Sends this frame.
  consuming func send(copying frame: [UInt8]) -> TransmitReceipt {
    bytes.copy(frame.span, at: 0)
    return send(frame.count)
  }
}
