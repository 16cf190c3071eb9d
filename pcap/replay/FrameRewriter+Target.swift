import Pcap
import Wire

extension FrameRewriter {
  /// Finds the host whose part the board takes in the capture.
  init(_ target: RewriteTarget, _ options: ReplayOptions) throws(ReplayError) {
    let board = (options.hardwareAddress, options.subnet)
    if target == .everyone {
      self.init(map: AddressMap(everyone: board.0, board.1))
      return
    }
    let survey = try Self.survey(options.capture)
    var host = survey.busiest
    if case .host(let address) = target { host = address }
    guard let host else {
      throw .usage("no frame of \(options.capture) is for one host: leave out --rewrite")
    }
    self.init(
      map: AddressMap(host: host, at: survey.station(of: host), board: board.0, board.1))
  }

  private static func survey(_ path: String) throws(ReplayError) -> StationSurvey {
    var survey = StationSurvey()
    do {
      var reader = try CaptureReader(path: path)
      while let frame = try reader.nextFrame() { survey.add(frame.bytes) }
    } catch {
      // The run tells of damage, once it has fed what comes before.
      guard case .damagedRecord = error else { throw .capture(error) }
    }
    return survey
  }
}
