/// Where frames come from that are no answers, in the order of their turns.
enum EgressSource: UInt8, CaseIterable {
  case held
  case fragments
  case neighbors
  case claims
  case groups
  case reassembly

  var next: EgressSource {
    EgressSource(rawValue: rawValue &+ 1) ?? .held
  }
}
