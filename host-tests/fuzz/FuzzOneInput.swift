import FuzzTargets
import Glibc

/// Where libFuzzer calls in. The environment variable `FUZZ_TARGET` chooses what it calls, since
/// libFuzzer takes all arguments for itself and runs the program again on its own.
@c(LLVMFuzzerTestOneInput)
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
  chosenTarget.run(bytes)
  return 0
}

/// What the targets call at a finding: libFuzzer keeps the input.
@c(fuzzFinding)
public func reportFinding(_ text: UnsafePointer<UInt8>?, _ count: UInt32) {
  // The text is the caller's, and lives during the call.
  _ = unsafe write(STDERR_FILENO, text, Int(count))
  abort()
}

private let chosenTarget: HostTarget = {
  let name = unsafe getenv("FUZZ_TARGET").map { unsafe String(cString: $0) } ?? ""
  guard let target = HostTarget(rawValue: name) else {
    let names = HostTarget.allCases.map(\.rawValue).joined(separator: ", ")
    print("error: FUZZ_TARGET is '\(name)'; there is: \(names)")
    exit(2)
  }
  return target
}()
