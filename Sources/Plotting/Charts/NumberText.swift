/// Numbers as figures write them: a real minus sign, no locale.
package enum NumberText {
  /// Returns a number with a fixed count of decimals and with its thousands told apart; those of
  /// four digits only where `groupsThousands`, since years have none.
  package static func fixed(
    _ value: Double, decimals: Int, groupsThousands: Bool = true
  ) -> String {
    guard value.isFinite else { return symbol(for: value) }
    let digits = min(max(decimals, 0), 15)
    let scaled = (abs(value) * PortableMath.powerOfTen(digits)).rounded(.toNearestOrEven)
    guard scaled < 9e15 else { return scientific(value, significant: 3) }
    let whole = Int(scaled)
    let divisor = Int(PortableMath.powerOfTen(digits))
    var text = grouped(whole / divisor, from: groupsThousands ? 4 : 5)
    if digits > 0 {
      let fraction = String(whole % divisor)
      text += "." + String(repeating: "0", count: digits - fraction.count) + fraction
    }
    return value < 0 && whole != 0 ? "−" + text : text
  }

  /// Returns a number with about three significant digits, such as `0.0213`, `12.5`, `1,097` or
  /// `$2.1 \times 10^{-6}$`; trailing zeros are kept where `padded`.
  package static func compact(
    _ value: Double, significant: Int = 3, padded: Bool = false, groupsThousands: Bool = true
  ) -> String {
    guard value.isFinite else { return symbol(for: value) }
    guard value != 0 else { return "0" }
    let exponent = PortableMath.decimalExponent(value)
    guard exponent >= -4, exponent < 6 else { return scientific(value, significant: 2) }
    let decimals = max(significant - 1 - exponent, 0)
    let text = fixed(value, decimals: decimals, groupsThousands: groupsThousands)
    return padded ? text : trimmed(text)
  }

  /// Returns numbers that are read together: as `compact` would one by one, but all with as many decimals
  /// as the one that needs most, where that leaves none with more than five digits.
  package static func alike(_ values: [Double]) -> [String] {
    let texts = values.map { compact($0) }
    let most = texts.map { decimals(in: $0) }.max() ?? 0
    let largest = values.lazy.map { abs($0) }.filter(\.isFinite).max() ?? 0
    // Rounding adds less than one in the last decimal.
    guard most > 0, most <= 4,
      largest < PortableMath.powerOfTen(5 - most) - 1 / PortableMath.powerOfTen(most),
      !texts.contains(where: { $0.contains("$") })
    else { return texts }
    return values.map { $0.isFinite ? fixed($0, decimals: most) : compact($0) }
  }

  /// Returns how many decimals a number is written with.
  static func decimals(in text: String) -> Int {
    text.firstIndex(of: ".").map { text[$0...].count - 1 } ?? 0
  }

  /// Returns a whole number with its thousands told apart, such as `10,000,000`.
  package static func count(_ count: Int) -> String {
    fixed(Double(count), decimals: 0)
  }

  /// Returns the same as `compact` without markup, for texts that are read aloud.
  package static func spoken(_ value: Double) -> String { MathText.plainText(compact(value)) }

  private static func scientific(_ value: Double, significant: Int) -> String {
    var exponent = PortableMath.decimalExponent(value)
    // Two steps, since 10³⁰⁸ times a small number would leave the range.
    let half = exponent / 2
    var mantissa =
      value / PortableMath.powerOfTen(half) / PortableMath.powerOfTen(exponent - half)
    if abs((mantissa * 10).rounded() / 10) >= 10 {
      mantissa /= 10
      exponent += 1
    }
    let digits = trimmed(fixed(mantissa, decimals: significant - 1))
    let power = "10^{\(exponent)}"
    if digits == "1" { return "$\(power)$" }
    if digits == "−1" { return "−$\(power)$" }
    return "$\(digits) \\times \(power)$"
  }

  private static func symbol(for value: Double) -> String {
    value.isNaN ? "not a number" : (value < 0 ? "−∞" : "∞")
  }

  private static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var result = Substring(text)
    while result.last == "0" { result.removeLast() }
    if result.last == "." { result.removeLast() }
    return String(result)
  }

  private static func grouped(_ value: Int, from length: Int) -> String {
    let digits = String(value)
    guard digits.count >= length else { return digits }
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return result
  }
}
