import Appliance
import Link
import NetStack
import Text

/// The appliance in this process, on a cable of arrays, in a time that passes as it is told.
final class HostBox: BlackBox {
  let title = "host"
  let patience = Int.max
  let hardwareAddress = Station.board.hardware

  private let bench: Bench
  private var appliance: Appliance<BenchBoard, BenchDevice>

  init(probesAddress: Bool = false) throws {
    let bench = Bench()
    self.bench = bench
    let subnet = IPv4Subnet(IPv4Address(192, 0, 2, 2), prefixLength: 24)
    var configuration = InterfaceConfiguration(
      subnet: subnet, gateway: IPv4Address(192, 0, 2, 1))
    configuration.probesAddresses = probesAddress
    appliance = try Appliance(
      board: BenchBoard(bench: bench), device: BenchDevice(bench: bench),
      configuration: configuration)
    run()
  }

  var transcript: String { String(decoding: bench.console, as: UTF8.self) }

  /// A frame takes a tenth of a millisecond.
  func send(_ frame: [UInt8]) {
    bench.received.append(frame)
    bench.microseconds += 100
    run()
  }

  func receive(seconds: Double) -> [UInt8]? { bench.nextSent()?.frame }

  /// The next frame and when it was sent, in milliseconds.
  func receiveTimed() -> (frame: [UInt8], milliseconds: Int)? { bench.nextSent() }

  func hurry(milliseconds: Int) {
    let end = bench.microseconds + UInt64(milliseconds) * 1000
    while let deadline = bench.deadline, deadline <= end {
      bench.microseconds = max(bench.microseconds, deadline)
      run()
    }
    bench.microseconds = end
    run()
  }

  func await(_ text: String) throws {
    guard transcript.contains(text) else { throw Failure("no '\(text)':\n\(transcript)") }
  }

  func count(_ outcome: FrameOutcome) -> UInt32? { appliance.interface.counters[outcome] }

  /// Until there is nothing to do.
  private func run() {
    for _ in 0..<100 {
      appliance.step()
      if bench.received.isEmpty, bench.deadline ?? .max > bench.microseconds { return }
    }
  }
}

/// What the board and its device share with those who watch.
private final class Bench {
  var microseconds: UInt64 = 1_000_000
  var received: [[UInt8]] = []
  /// When the appliance wants to be woken.
  var deadline: UInt64?
  var console: [UInt8] = []
  /// The groups whose frames the device takes in, as an Ethernet MAC does.
  var groups: Set<[UInt8]> = [Station.everyone]
  private var sent: ArraySlice<(frame: [UInt8], milliseconds: Int)> = []

  /// The next frame that the device's filter passes.
  func nextReceived() -> [UInt8]? {
    while !received.isEmpty {
      let frame = received.removeFirst()
      let target = Array(frame.prefix(6))
      if frame.count <= 1514, target == Station.board.hardware || groups.contains(target) {
        return frame
      }
    }
    return nil
  }

  func nextSent() -> (frame: [UInt8], milliseconds: Int)? { sent.popFirst() }

  func settle(_ memory: [UInt8], _ receipt: borrowing TransmitReceipt) {
    guard receipt.length > 0 else { return }
    sent.append((Octets.padded(Array(memory[..<receipt.length])), Int(microseconds / 1000)))
  }
}

private struct BenchBoard: ApplianceBoard, ~Copyable {
  static var name: StaticString { "the host" }

  let bench: Bench

  var now: Instant { Instant(microseconds: bench.microseconds) }

  mutating func sleep(until deadline: Instant?) { bench.deadline = deadline?.microseconds }
  mutating func write(byte: UInt8) { bench.console.append(byte) }
}

private struct BenchDevice: ApplianceDevice, ~Copyable {
  let bench: Bench

  var hardwareAddress: [6 of UInt8] { [0x02, 0, 0, 0, 0, 0x02] }
  var capabilities: DeviceCapabilities { DeviceCapabilities() }
  var linkState: LinkState { .up(.megabits100, .full) }
  var counters: DeviceCounters { DeviceCounters() }

  mutating func receive(
    _ body: (_ frame: borrowing ReceivedFrame, _ slot: consuming TransmitSlot) -> TransmitReceipt
  ) -> Bool {
    guard let frame = bench.nextReceived() else { return false }
    var memory = [UInt8](repeating: 0xA5, count: 1514)
    let receipt = body(ReceivedFrame(frame.span), TransmitSlot(memory.mutableSpan))
    bench.settle(memory, receipt)
    return true
  }

  mutating func transmit(_ body: (_ slot: consuming TransmitSlot) -> TransmitReceipt) -> Bool {
    var memory = [UInt8](repeating: 0xA5, count: 1514)
    let receipt = body(TransmitSlot(memory.mutableSpan))
    bench.settle(memory, receipt)
    return true
  }

  mutating func join(multicast address: [6 of UInt8]) -> Bool {
    bench.groups.insert(address.indices.map { address[$0] })
    return true
  }

  mutating func leave(multicast address: [6 of UInt8]) {
    bench.groups.remove(address.indices.map { address[$0] })
  }

  mutating func prepareToSleep() -> Bool { false }
}
