/// A frame that the stack must not send.
package struct SentFrameViolation: Error {
  /// What is wrong, as the end of "a frame …". No `String`, which the board does without.
  package let rule: StaticString
  /// The last word of that, if it is a number.
  package let number: Int?
  package let frame: [UInt8]
}
