import Glibc

/// What the last failed call of the C library had to say; call it before anything else is called.
func lastSystemError() -> String {
  let number = errno
  return unsafe String(cString: strerror(number))
}
