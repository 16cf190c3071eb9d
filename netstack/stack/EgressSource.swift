/// Where frames come from that are no answers, in the order of their turns.
enum EgressSource: UInt8, CaseIterable {
  case reassembly
  case held
  case fragments
  case neighbors
  case claims
  case groups

  var next: EgressSource {
    EgressSource(rawValue: rawValue &+ 1) ?? .reassembly
  }
}
