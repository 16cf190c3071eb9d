import SeededRandom

@_silgen_name("__aeabi_uldivmod") private func unsignedDivide(
  _ dividend: UInt64, _ divisor: UInt64
) -> (UInt64, UInt64)

/// Unsigned 64-bit division, called by name and asked for by operators.
enum UnsignedDivisionChecks {
  static func run(_ report: inout CheckReport) {
    check("__aeabi_uldivmod", &report) { dividend, divisor in
      let expected = LongDivision.divide(dividend, by: divisor)
      return unsignedDivide(dividend, divisor) == expected
    }
    check("/ and %", &report) { dividend, divisor in
      let expected = LongDivision.divide(dividend, by: divisor)
      return dividend / divisor == expected.quotient && dividend % divisor == expected.remainder
    }
    check("/ by a constant", &report) { dividend, _ in
      let expected = LongDivision.divide(dividend, by: 1_000_000)
      return dividend / 1_000_000 == expected.quotient && dividend % 1_000_000 == expected.remainder
    }
    report.check("__aeabi_uldivmod", "returns for a divisor of zero") {
      for index in 0..<EdgeValues.count {
        let dividend = opaque(EdgeValues.value(index))
        guard unsignedDivide(dividend, opaque(0)).1 == dividend else {
          return FailedCase(Input("dividend", dividend))
        }
      }
      return nil
    }
  }

  private static func check(
    _ name: StaticString, _ report: inout CheckReport, _ isCorrect: (UInt64, UInt64) -> Bool
  ) {
    report.check(name, "divides edge values") {
      for first in 0..<EdgeValues.count {
        for second in 1..<EdgeValues.count {
          let (dividend, divisor) = (EdgeValues.value(first), EdgeValues.value(second))
          guard isCorrect(opaque(dividend), opaque(divisor)) else {
            return FailedCase(Input("dividend", dividend), Input("divisor", divisor))
          }
        }
      }
      return nil
    }
    report.check(name, "divides random numbers of all lengths") {
      var generator = SplitMix64(seed: 2)
      for _ in 0..<10_000 {
        let (dividend, divisor) = (generator.numberOfAnyLength(), generator.numberOfAnyLength())
        guard divisor == 0 || isCorrect(opaque(dividend), opaque(divisor)) else {
          return FailedCase(Input("dividend", dividend), Input("divisor", divisor))
        }
      }
      return nil
    }
  }
}
