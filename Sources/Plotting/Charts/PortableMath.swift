/// Elementary functions made of exact operations alone: the C library's differ between systems,
/// and with them would the pixels. Errors stay below 1e-14, far finer than a pixel.
enum PortableMath {
  static let ln2 = 0.693_147_180_559_945_3
  static let ln10 = 2.302_585_092_994_045_7

  /// Returns the natural logarithm; NaN for negative numbers, −∞ for 0.
  static func log(_ x: Double) -> Double {
    guard x > 0, x.isFinite else { return x == 0 ? -.infinity : (x > 0 ? x : .nan) }
    var mantissa = x.significand
    var exponent = Double(x.exponent)
    if mantissa > 1.414_213_562_373_095 {
      mantissa /= 2
      exponent += 1
    }
    // log m = 2 artanh f with f = (m − 1) / (m + 1), |f| ≤ 0.172
    let f = (mantissa - 1) / (mantissa + 1)
    let square = f * f
    var sum = 0.0
    for n in stride(from: 21, through: 1, by: -2) { sum = sum * square + 1 / Double(n) }
    return exponent * ln2 + 2 * f * sum
  }

  /// Returns the decimal logarithm.
  static func log10(_ x: Double) -> Double { log(x) / ln10 }

  /// Returns the exponential.
  static func exp(_ x: Double) -> Double {
    guard x > -745 else { return x.isNaN ? x : 0 }
    guard x < 709 else { return x.isNaN ? x : .infinity }
    let exponent = (x / ln2).rounded()
    let rest = x - exponent * ln2
    var sum = 1.0
    for n in stride(from: 16, through: 1, by: -1) { sum = sum * rest / Double(n) + 1 }
    return Double(sign: .plus, exponent: Int(exponent), significand: sum)
  }

  /// Returns a power of a positive base.
  static func pow(_ base: Double, _ exponent: Double) -> Double {
    base > 0 ? exp(log(base) * exponent) : 0
  }

  /// Returns 10ⁿ, correctly rounded for |n| ≤ 22.
  static func powerOfTen(_ n: Int) -> Double {
    var result = 1.0
    for _ in 0..<min(abs(n), 400) { result *= 10 }
    return n < 0 ? 1 / result : result
  }

  /// Returns ⌊log₁₀ |x|⌋ for a finite x other than 0.
  static func decimalExponent(_ x: Double) -> Int {
    let magnitude = abs(x)
    var exponent = Int(log10(magnitude).rounded(.down))
    // A logarithm next to a whole number may fall on its wrong side.
    if exponent < 300, powerOfTen(exponent + 1) <= magnitude { exponent += 1 }
    if exponent > -300, powerOfTen(exponent) > magnitude { exponent -= 1 }
    return exponent
  }
}
