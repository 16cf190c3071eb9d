#if FaultProvocation
  import FaultProvocation

  extension MPS2AN386 {
    static func provoke(_ payload: Span<UInt8>) { Provocation.obey(payload) }
  }
#endif
