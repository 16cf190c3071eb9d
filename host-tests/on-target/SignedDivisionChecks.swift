import SeededRandom

@_silgen_name("__aeabi_ldivmod") private func signedDivide(
  _ dividend: Int64, _ divisor: Int64
) -> (Int64, Int64)

/// Signed 64-bit division, called by name and asked for by operators.
enum SignedDivisionChecks {
  static func run(_ report: inout CheckReport) {
    check("__aeabi_ldivmod", &report) { dividend, divisor in
      let expected = LongDivision.divide(dividend, by: divisor)
      return signedDivide(dividend, divisor) == expected
    }
    check("signed / and %", &report) { dividend, divisor in
      guard dividend != .min || divisor != -1 else {
        return dividend.dividedReportingOverflow(by: divisor) == (.min, true)
      }
      let expected = LongDivision.divide(dividend, by: divisor)
      return dividend / divisor == expected.quotient && dividend % divisor == expected.remainder
    }
    report.check("__aeabi_ldivmod", "returns for a divisor of zero") {
      for index in 0..<EdgeValues.count {
        let dividend = Int64(bitPattern: opaque(EdgeValues.value(index)))
        guard signedDivide(dividend, opaque(0)).1 == dividend else {
          return FailedCase(Input("dividend", dividend))
        }
      }
      return nil
    }
  }

  private static func check(
    _ name: StaticString, _ report: inout CheckReport, _ isCorrect: (Int64, Int64) -> Bool
  ) {
    report.check(name, "divides edge values") {
      for first in 0..<EdgeValues.count {
        for second in 1..<EdgeValues.count {
          let dividend = Int64(bitPattern: EdgeValues.value(first))
          let divisor = Int64(bitPattern: EdgeValues.value(second))
          guard isCorrect(opaque(dividend), opaque(divisor)) else {
            return FailedCase(Input("dividend", dividend), Input("divisor", divisor))
          }
        }
      }
      return nil
    }
    report.check(name, "divides random numbers of all lengths and either sign") {
      var generator = SplitMix64(seed: 3)
      for _ in 0..<10_000 {
        let (dividend, divisor) = (number(&generator), number(&generator))
        guard divisor == 0 || isCorrect(opaque(dividend), opaque(divisor)) else {
          return FailedCase(Input("dividend", dividend), Input("divisor", divisor))
        }
      }
      return nil
    }
  }

  private static func number(_ generator: inout SplitMix64) -> Int64 {
    let number = Int64(bitPattern: generator.numberOfAnyLength())
    return generator.byte() & 1 == 0 ? number : 0 &- number
  }
}
