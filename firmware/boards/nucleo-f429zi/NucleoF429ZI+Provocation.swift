#if FaultProvocation
  import FaultProvocation

  extension NucleoF429ZI {
    static func provoke(_ payload: Span<UInt8>) { Provocation.obey(payload) }
  }
#endif
