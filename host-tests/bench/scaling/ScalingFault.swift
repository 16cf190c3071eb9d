/// Why a run says nothing about the stack.
enum ScalingFault: Error {
  /// A socket or a route was refused.
  case refused
  /// The frames don't fit into the device.
  case frames
  /// An answer was missing, or one came that was not wanted.
  case replies
}
