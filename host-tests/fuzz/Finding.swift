import Glibc

/// Ends the run: libFuzzer keeps the input.
func finding(_ text: String) -> Never {
  let line = "finding: \(text)\n"
  _ = unsafe line.withCString { unsafe write(STDERR_FILENO, $0, strlen($0)) }
  abort()
}

/// Holds the stack to what it promises.
@inline(__always)
func require(_ condition: Bool, _ text: @autoclosure () -> String) {
  if !condition { finding(text()) }
}
