/// What is at random in a case's frames beside what no stack may care about at all: the one host that
/// sends them, ports, identifications, sequence numbers, times to live and the bytes of payloads.
enum Variation: String, CaseIterable {
  case values
  /// The lengths of payloads too.
  case lengths
  /// Which of four neighbors sends a frame.
  case neighbors

  var neighborCount: Int { self == .neighbors ? 4 : 1 }
}
