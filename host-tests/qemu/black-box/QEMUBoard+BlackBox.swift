import NetStack

extension QEMUBoard: BlackBox {
  var title: String { "QEMU" }
  /// Its time is the world's.
  var patience: Int { 4000 }

  var hardwareAddress: [UInt8] { Station.board.hardware }

  func send(_ frame: [UInt8]) throws { try link.send(frame) }
  func receive(seconds: Double) -> [UInt8]? { link.receive(seconds: seconds) }
  func hurry(milliseconds: Int) {}
  func count(_ outcome: FrameOutcome) -> UInt32? { nil }
}
