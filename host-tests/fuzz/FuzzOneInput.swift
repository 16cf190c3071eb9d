import Glibc

/// Where libFuzzer calls in. The environment variable `FUZZ_TARGET` chooses what it calls, since
/// libFuzzer takes all arguments for itself and runs the program again on its own.
@c(LLVMFuzzerTestOneInput)
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
  chosenTarget.run(bytes)
  return 0
}

private let chosenTarget: FuzzTarget = {
  let name = unsafe getenv("FUZZ_TARGET").map { unsafe String(cString: $0) } ?? ""
  guard let target = FuzzTarget(rawValue: name) else {
    let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: ", ")
    finding("FUZZ_TARGET is '\(name)'; there is: \(names)")
  }
  return target
}()
