import FrameText
import Heap
public import NetStack
import Services
import Text

/// The application: a host that answers ARP, ping and the UDP echo service, and tells on its
/// console what happens.
///
/// It is the same on every board and on the host: what differs is the board and the device.
public struct Appliance<Board: ApplianceBoard & ~Copyable, Device: ApplianceDevice & ~Copyable>:
  ~Copyable
{
  public typealias ApplianceInterface = StandardInterface<Device>

  public static var version: StaticString { "0.1.0" }

  public var board: Board
  public var interface: ApplianceInterface
  private var echo: UDPEcho?
  private var linkState = LinkState.down
  var reports = ReportSchedule()
  /// When an address that was lost to another station is probed for again.
  private var retry: (address: IPv4Address, time: Instant)?
  /// Whether the address is the appliance's own by now, and still.
  public private(set) var ownsAddress = false

  /// An appliance that starts at once, on a device that has.
  public init(
    board: consuming Board, device: consuming Device, configuration: InterfaceConfiguration
  ) throws(BindError) {
    self.init(board: board, unstarted: device)
    try start(configuration)
  }

  /// An appliance that does nothing yet. Start `interface.device`, then the appliance.
  ///
  /// It is built in place as `Interface.init(unstarted:)` is.
  public init(board: consuming Board, unstarted device: consuming Device) {
    self.board = board
    interface = ApplianceInterface(unstarted: device)
  }

  /// Takes up the work, once, after the device has started.
  public mutating func start(_ configuration: InterfaceConfiguration) throws(BindError) {
    interface.start(configuration)
    echo = try UDPEcho(on: &interface)
  }

  /// One turn of the loop: all work that there is, then sleep.
  public mutating func step() {
    let now = board.now
    retryAddress(at: now)
    let deadline = poll(at: now)
    reportLink()
    while let (address, event) = interface.nextAddressEvent() { report(event, of: address) }
    if reports.isDue(at: now) { writeReport() }
    if !interface.device.prepareToSleep() { board.sleep(until: wakeUp(before: deadline)) }
  }

  private mutating func wakeUp(before deadline: Instant?) -> Instant? {
    guard let retry else { return reports.wakeUp(before: deadline) }
    return reports.wakeUp(before: min(deadline ?? retry.time, retry.time))
  }

  /// Nobody else gives the board another address, so it would be lost for good to whoever claims
  /// its own twice. It is probed for as seldom as RFC 5227 §2.1.1 wants after many conflicts.
  private mutating func retryAddress(at now: Instant) {
    guard let due = retry, due.time <= now else { return }
    retry = nil
    _ = interface.restartAddress(due.address, at: now)
  }

  private mutating func poll(at now: Instant) -> Instant? {
    interface.poll(at: now) { datagram, slot in
      #if FaultProvocation
        Board.provoke(datagram.payload)
      #endif
      return switch echo {
      case .some(let echo) where echo.owns(datagram): echo.answer(datagram, slot)
      default: slot.discard()
      }
    }
  }

  public mutating func writeBanner() {
    board.write("Martlet ")
    board.write(Self.version)
    board.write(" on ")
    board.writeLine(Board.name)
    board.write("mac  ")
    board.write(interface.hardwareAddress)
    board.writeLine()
    if let subnet = interface.subnet(at: 0) {
      board.write("ip   ")
      board.write(subnet)
      board.writeLine()
    }
    if let gateway = interface.gateway(to: .unspecified) {
      board.write("gw   ")
      board.write(gateway)
      board.writeLine()
    }
    let heap = SystemHeap.statistics
    board.write("heap ")
    board.write(UInt32(clamping: heap.free))
    board.writeLine(" bytes free")
  }

  // Apart from the loop, which calls it seldom.
  @inline(never)
  private mutating func report(_ event: AddressEvent, of address: IPv4Address) {
    board.write("ip   ")
    board.write(address)
    switch event {
    case .acquired:
      ownsAddress = true
      board.writeLine(" is ours")
    case .conflict(let other):
      board.write(" is used by ")
      board.write(other)
      board.writeLine(" too: defended")
    case .defeated(let other):
      ownsAddress = false
      board.write(" is given up: ")
      board.write(other)
      board.writeLine(" has it")
      retry = (address, board.now + .seconds(60))
    }
  }

  private mutating func reportLink() {
    let current = interface.device.linkState
    guard current != linkState else { return }
    linkState = current
    report(current)
  }

  @inline(never)
  private mutating func report(_ state: LinkState) {
    switch state {
    case .down:
      board.writeLine("link down")
    case .up(let speed, let duplex):
      board.write("link up, ")
      board.write(speed == .megabits100 ? "100" : "10")
      board.write(" Mbit/s, ")
      board.writeLine(duplex == .full ? "full duplex" : "half duplex")
    }
  }
}
