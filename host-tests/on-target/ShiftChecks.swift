import SeededRandom

@_silgen_name("__aeabi_llsl") private func shiftLeft(_ value: UInt64, _ shift: UInt32) -> UInt64
@_silgen_name("__aeabi_llsr") private func shiftRight(_ value: UInt64, _ shift: UInt32) -> UInt64
@_silgen_name("__aeabi_lasr") private func shiftRightSigned(
  _ value: Int64, _ shift: UInt32
) -> Int64

/// 64-bit shifts by a variable, called by name and asked for by operators, against as many shifts
/// by one.
enum ShiftChecks {
  static func run(_ report: inout CheckReport) {
    check("__aeabi_llsl", &report) { value, shift in
      shiftLeft(value, shift) == shiftedByOnes(value, shift) { $0 &<< 1 }
    }
    check("__aeabi_llsr", &report) { value, shift in
      shiftRight(value, shift) == shiftedByOnes(value, shift) { $0 &>> 1 }
    }
    check("__aeabi_lasr", &report) { value, shift in
      let value = Int64(bitPattern: value)
      return shiftRightSigned(value, shift) == shiftedByOnes(value, shift) { $0 &>> 1 }
    }
    check("<<", &report) { value, shift in
      let expected = shiftedByOnes(value, shift) { $0 &<< 1 }
      return value << Int(shift) == expected && value &<< UInt64(shift) == expected
        && Int64(bitPattern: value) << Int(shift) == Int64(bitPattern: expected)
        && value >> -Int(shift) == expected
    }
    check(">>", &report) { value, shift in
      let expected = shiftedByOnes(value, shift) { $0 &>> 1 }
      return value >> Int(shift) == expected && value &>> UInt64(shift) == expected
        && value << -Int(shift) == expected
    }
    check("signed >>", &report) { value, shift in
      let value = Int64(bitPattern: value)
      let expected = shiftedByOnes(value, shift) { $0 &>> 1 }
      return value >> Int(shift) == expected && value &>> Int64(shift) == expected
    }
    checkOvershift(&report)
  }

  private static func checkOvershift(_ report: inout CheckReport) {
    report.check("<< and >>", "by 64 or more leave the sign alone") {
      let shifts: [8 of Int] = [64, 65, 95, 96, 127, 128, 1000, .max]
      for index in shifts.indices {
        let (shift, ones) = (opaque(shifts[index]), opaque(UInt64.max))
        let sign = Int64(bitPattern: ones) >> shift
        guard ones << shift == 0, ones >> shift == 0, sign == -1, Int64.max >> shift == 0 else {
          return FailedCase(Input("shift", shift))
        }
      }
      return nil
    }
  }

  private static func check(
    _ name: StaticString, _ report: inout CheckReport, _ isCorrect: (UInt64, UInt32) -> Bool
  ) {
    report.check(name, "shifts by 0 to 63 bits") {
      var generator = SplitMix64(seed: 1)
      for round in 0..<200 {
        let value = round < EdgeValues.count ? EdgeValues.value(round) : generator.next()
        for shift in 0..<64 as Range<UInt32> where !isCorrect(opaque(value), opaque(shift)) {
          return FailedCase(Input("value", value), Input("shift", shift))
        }
      }
      return nil
    }
  }

  private static func shiftedByOnes<Value>(
    _ value: Value, _ count: UInt32, _ shiftByOne: (Value) -> Value
  ) -> Value {
    var value = value
    for _ in 0..<count { value = shiftByOne(value) }
    return value
  }
}
