import Foundation
import NetStack

/// The simulated Nucleo with one of its images.
final class NucleoBox: BlackBox {
  let title: String
  var patience: Int { .max }
  let board: NucleoBoard

  init(_ title: String, image: URL) throws {
    self.title = title
    board = try NucleoBoard(image: image, options: ["--unpaced", "10", "--no-leds"])
  }

  var hardwareAddress: [UInt8] {
    get throws {
      let address = try board.hardwareAddress().octets
      return address.indices.map { address[$0] }
    }
  }

  var transcript: String { board.transcript }

  func send(_ frame: [UInt8]) throws { try board.link.send(frame) }
  func receive(seconds: Double) -> [UInt8]? { board.link.receive(seconds: seconds) }
  func hurry(milliseconds: Int) throws { try board.command("hurry \(milliseconds)") }
  func await(_ text: String) throws { try board.await(text) }
  func count(_ outcome: FrameOutcome) -> UInt32? { nil }
}
