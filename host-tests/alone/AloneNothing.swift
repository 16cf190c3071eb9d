import AloneImage

/// What the other images are compared with: all that they have but a stack.
@main struct AloneNothing {
  nonisolated(unsafe) static var device = FrameMemory()

  static func main() { unsafe device.serve() }
}
