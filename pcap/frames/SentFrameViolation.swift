/// A frame that the stack must not send.
package struct SentFrameViolation: Error {
  /// What is wrong, as the end of "a frame …".
  package let rule: String
  package let frame: [UInt8]
}
