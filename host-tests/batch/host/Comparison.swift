/// The two sides of a batch beside each other.
struct Comparison {
  let host: HostSide
  let board: BoardSide
  let records: [Record]

  /// Prints what differs.
  /// - Returns: the number of records that do.
  func report(_ onHost: [Outcome], _ onBoard: [Outcome]) throws(BatchError) -> Int {
    var faults = 0
    for (number, (host, board)) in zip(onHost, onBoard).enumerated() {
      if host == board, case .completed = host { continue }
      faults += 1
      guard faults <= 10 else { continue }
      print("error: \(records[number].name):")
      if case .completed = host, case .completed = board {
        try printFirstDifference(number)
      } else {
        print("  host:  \(host.text)")
        print("  board: \(board.text)")
      }
    }
    if faults > 10 { print("error: and \(faults - 10) more") }
    return faults
  }

  private func printFirstDifference(_ number: Int) throws(BatchError) {
    let onHost = try host.trace(of: number)
    let onBoard = try board.trace(of: number)
    let equal = zip(onHost, onBoard).prefix { $0 == $1 }.count
    print("  the first difference is at entry \(equal + 1):")
    if equal > 0 { print("  both:  \(shortened(onHost[equal - 1]))") }
    print("  host:  \(shortened(equal < onHost.count ? onHost[equal] : "nothing"))")
    print("  board: \(shortened(equal < onBoard.count ? onBoard[equal] : "nothing"))")
  }

  private func shortened(_ text: String) -> String {
    text.count <= 400 ? text : text.prefix(400) + "… (\(text.count) characters)"
  }
}
