import Text

/// Ends the run, with the finding in words.
package func finding(
  _ subject: StaticString, _ text: StaticString = "", _ first: Int? = nil, _ second: Int? = nil,
  bytes: [UInt8]? = nil
) -> Never {
  var line = TextLine()
  line.write("finding: ")
  line.write(subject)
  line.write(text)
  for number in [first, second] {
    guard let number else { continue }
    line.write(" ")
    line.write(decimal: number)
  }
  if let bytes {
    line.write(" ")
    line.write(hexadecimal: bytes.span)
  }
  line.writeLine()
  unsafe line.bytes.withUnsafeBufferPointer {
    // The bytes are read before the program ends.
    unsafe fuzzFinding($0.baseAddress, UInt32(truncatingIfNeeded: $0.count))
  }
  fatalError()
}

/// Holds the code under test to what it promises.
@inline(__always)
package func require(
  _ condition: Bool, _ text: StaticString, _ first: @autoclosure () -> Int? = nil,
  _ second: @autoclosure () -> Int? = nil, bytes: @autoclosure () -> [UInt8]? = nil
) {
  if !condition { finding("", text, first(), second(), bytes: bytes()) }
}

/// Each program that runs the targets has its own way to tell a line and end. (C's functions can't
/// be declared `Never`.)
@_extern(c, "fuzzFinding") private func fuzzFinding(
  _ text: UnsafePointer<UInt8>?, _ count: UInt32)
