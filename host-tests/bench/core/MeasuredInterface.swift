public import NetStack

#if MINIMAL
  /// What is measured: the least that talks to other hosts.
  public typealias MeasuredInterface = MinimalInterface<BenchmarkDevice>
#else
  /// What is measured: the stack with all that the RFCs ask of a host.
  public typealias MeasuredInterface = StandardInterface<BenchmarkDevice>
#endif
