/// What carries frames between the board and the world.
protocol FrameLink: AnyObject {
  /// Readable while a frame waits.
  var descriptor: Int32 { get }
  /// The next frame, without its frame check sequence; nil when none waits.
  func receive() -> [UInt8]?
  /// A frame that the world does not take is lost, as on a wire.
  func send(_ frame: [UInt8])
}
