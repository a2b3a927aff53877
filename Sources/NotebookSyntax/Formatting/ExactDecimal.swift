/// The decimal digits of a finite number: its value is `0.d₁d₂d₃… × 10^point`.
///
/// Every binary floating-point number has a finite decimal expansion, so rounding it at any digit is
/// exact, ties included.
struct ExactDecimal {
  /// Values 0 to 9 without leading zeros; empty for zero.
  private(set) var digits: [UInt8]
  /// The number of digits before the decimal point; negative where zeros follow the point.
  private(set) var point: Int

  /// Creates the whole expansion of a finite number's absolute value.
  init(exactly value: Double) {
    guard value != 0 else {
      digits = []
      point = 1
      return
    }
    let isSubnormal = value.exponentBitPattern == 0
    let hidden: UInt64 = isSubnormal ? 0 : 1 << 52
    var significand = value.significandBitPattern | hidden
    var exponent = Int(isSubnormal ? 1 : value.exponentBitPattern) - 1_075
    let zeros = significand.trailingZeroBitCount
    significand >>= UInt64(zeros)
    exponent += zeros
    // value = significand · 2^exponent = significand · 5^-exponent / 10^-exponent
    var number = LimbedInteger(significand)
    if exponent >= 0 {
      number.multiply(by: 2, times: exponent)
      digits = number.decimalDigits
      point = digits.count
    } else {
      number.multiply(by: 5, times: -exponent)
      digits = number.decimalDigits
      point = digits.count + exponent
    }
    trimTrailingZeros()
  }

  /// Creates the fewest digits that read back as the same number.
  init(shortest value: Double) {
    var exponent = 0
    var fraction = 0
    var isAfterPoint = false
    var found: [UInt8] = []
    let text = "\(value.magnitude)"
    let mantissa = text.prefix { $0 != "e" }
    if mantissa.count < text.count { exponent = Int(text.dropFirst(mantissa.count + 1)) ?? 0 }
    for byte in mantissa.utf8 {
      if byte == UInt8(ascii: ".") {
        isAfterPoint = true
      } else {
        found.append(byte - UInt8(ascii: "0"))
        if isAfterPoint { fraction += 1 }
      }
    }
    let leading = found.prefix { $0 == 0 }.count
    digits = Array(found.dropFirst(leading))
    point = digits.isEmpty ? 1 : digits.count - fraction + exponent
    trimTrailingZeros()
  }

  /// Returns the number rounded, ties to even, to the first `count` digits, which may be none or
  /// even negative; the result has at most one digit more.
  func rounded(toDigits count: Int) -> ExactDecimal {
    guard count < digits.count else { return self }
    var result = self
    guard count >= 0 else {
      result.digits = []
      return result
    }
    let next = digits[count]
    let isTie = next == 5 && digits.count == count + 1
    let isOdd = count > 0 && digits[count - 1] % 2 == 1
    result.digits.removeSubrange(count...)
    if next > 5 || (next == 5 && (!isTie || isOdd)) {
      var index = count - 1
      while index >= 0, result.digits[index] == 9 {
        result.digits[index] = 0
        index -= 1
      }
      if index >= 0 {
        result.digits[index] += 1
      } else {
        result.digits.insert(1, at: 0)
        result.point += 1
      }
    }
    result.trimTrailingZeros()
    return result
  }

  /// Returns the number rounded to `count` digits after the decimal point.
  func rounded(toFraction count: Int) -> ExactDecimal { rounded(toDigits: point + count) }

  /// Returns the digit `place` places right of the decimal point; place 0 is the ones.
  func digit(place: Int) -> UInt8 {
    let index = point - 1 + place
    return digits.indices.contains(index) ? digits[index] : 0
  }

  private mutating func trimTrailingZeros() {
    while digits.last == 0 { digits.removeLast() }
  }
}

/// A natural number of any size in limbs of nine decimal digits, the lowest first.
private struct LimbedInteger {
  private static let base: UInt64 = 1_000_000_000
  private var limbs: [UInt64] = []

  init(_ value: UInt64) {
    var rest = value
    while rest > 0 {
      limbs.append(rest % Self.base)
      rest /= Self.base
    }
  }

  /// Multiplies by `factor^count`; the factor is 2 or 5.
  mutating func multiply(by factor: UInt64, times count: Int) {
    var remaining = count
    while remaining > 0 {
      let step = min(remaining, 12)
      var power: UInt64 = 1
      for _ in 0..<step { power *= factor }
      multiply(by: power)
      remaining -= step
    }
  }

  private mutating func multiply(by factor: UInt64) {
    var carry: UInt64 = 0
    for index in limbs.indices {
      let product = limbs[index] * factor + carry
      limbs[index] = product % Self.base
      carry = product / Self.base
    }
    if carry > 0 { limbs.append(carry) }
  }

  /// The digits, the highest first, without leading zeros.
  var decimalDigits: [UInt8] {
    var digits: [UInt8] = []
    for limb in limbs {
      var rest = limb
      for _ in 0..<9 {
        digits.append(UInt8(rest % 10))
        rest /= 10
      }
    }
    while digits.last == 0 { digits.removeLast() }
    return digits.reversed()
  }
}
