/// Numbers as diagrams and tables of traces show them: two decimals, more where two would mislead, a
/// real minus sign.
package enum DiagramNumber {
  /// Returns a number's text.
  ///
  /// Whole numbers stay whole; others get two decimals, and more, up to six, while rounding would
  /// change them by over 5% or make them look whole; beyond that an exponent.
  package static func text(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "−∞" : "∞" }
    let magnitude = abs(value)
    if magnitude == magnitude.rounded() && magnitude < 1e7 {
      return sign(value) + "\(Int(magnitude))"
    }
    if magnitude >= 1e7 || magnitude < 5e-5 { return scientific(value) }
    for decimals in 2...6 {
      let rounded = round(magnitude, decimals)
      let error = abs(rounded - magnitude)
      let looksWhole = rounded == rounded.rounded()
      let isClose = error <= 0.05 * magnitude && (!looksWhole || error <= 1e-9 * magnitude)
      if isClose { return sign(value) + fixed(magnitude, decimals) }
    }
    return sign(value) + fixed(magnitude, 2)
  }

  /// Returns a number with a fixed count of decimals.
  package static func text(_ value: Double, decimals: Int) -> String {
    guard value.isFinite, abs(value) < 1e12 else { return text(value) }
    let digits = fixed(abs(value), decimals)
    let isZero = !digits.contains { $0 != "0" && $0 != "." }
    return (isZero ? "" : sign(value)) + digits
  }

  private static func sign(_ value: Double) -> String { value < 0 ? "−" : "" }

  private static func power(_ decimals: Int) -> Double {
    var result = 1.0
    for _ in 0..<decimals { result *= 10 }
    return result
  }

  private static func round(_ magnitude: Double, _ decimals: Int) -> Double {
    (magnitude * power(decimals)).rounded() / power(decimals)
  }

  private static func fixed(_ magnitude: Double, _ decimals: Int) -> String {
    let scaled = (magnitude * power(decimals)).rounded()
    guard scaled < 9e15 else { return "\(magnitude)" }
    if decimals == 0 { return "\(Int(scaled))" }
    var digits = "\(Int(scaled))"
    while digits.count <= decimals { digits = "0" + digits }
    let point = digits.index(digits.endIndex, offsetBy: -decimals)
    return digits[..<point] + "." + digits[point...]
  }

  private static func scientific(_ value: Double) -> String {
    if value == 0 { return "0" }
    var mantissa = abs(value)
    var exponent = 0
    while mantissa >= 10 {
      mantissa /= 10
      exponent += 1
    }
    while mantissa < 1 {
      mantissa *= 10
      exponent -= 1
    }
    if round(mantissa, 1) >= 10 {
      mantissa /= 10
      exponent += 1
    }
    let superscripts: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
    var text = exponent < 0 ? "⁻" : ""
    for digit in "\(abs(exponent))" { text.append(superscripts[digit.wholeNumberValue ?? 0]) }
    return sign(value) + fixed(mantissa, 1) + "\u{2009}×\u{2009}10" + text
  }
}
