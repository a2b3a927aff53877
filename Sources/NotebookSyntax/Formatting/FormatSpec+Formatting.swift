extension FormatSpec {
  /// Returns a number as text, rounded to the nearest decimal, ties to even.
  package func format(_ value: Double) -> String {
    var body = value.isFinite ? finite(value) : nonFinite(value)
    if isUppercase { body.digits = body.digits.uppercased() }
    let isZero = !body.digits.contains { ("1"..."9").contains($0) }
    let isNegative =
      value.sign == .minus && !value.isNaN
      && !(dropsNegativeZero && value.isFinite && isZero)
    let mark =
      switch sign {
      case _ where isNegative: "-"
      case .onlyMinus: ""
      case .always: "+"
      case .space: " "
      }
    let rest = body.suffix + (kind == .percent ? "%" : "")
    let padsWithZeros = fill == "0" && alignment == .afterSign
    let minimum = padsWithZeros ? width - mark.count - rest.count : 0
    let number = grouped(body.digits, minimum: minimum, isFinite: value.isFinite) + rest
    let missing = width - mark.count - number.count
    guard missing > 0 else { return mark + number }
    let padding = { (count: Int) in String(repeating: fill, count: count) }
    return switch alignment ?? .right {
    case .left: mark + number + padding(missing)
    case .right: padding(missing) + mark + number
    case .afterSign: mark + padding(missing) + number
    case .center: padding(missing / 2) + mark + number + padding(missing - missing / 2)
    }
  }

  /// The digits before the decimal point, which are grouped, and everything after them.
  private typealias Body = (digits: String, suffix: String)

  private func nonFinite(_ value: Double) -> Body {
    let name = value.isNaN ? "nan" : "inf"
    return (name, "")
  }

  private func finite(_ value: Double) -> Body {
    switch kind {
    case .fixed: return fixed(ExactDecimal(exactly: value), fraction: precision ?? 6)
    case .percent:
      let scaled = value * 100
      guard scaled.isFinite else { return nonFinite(scaled) }
      return fixed(ExactDecimal(exactly: scaled), fraction: precision ?? 6)
    case .whole: return fixed(ExactDecimal(exactly: value), fraction: 0)
    case .scientific:
      let decimal = ExactDecimal(exactly: value).rounded(toDigits: (precision ?? 6) + 1)
      return scientific(decimal, fraction: precision ?? 6)
    case .general: return general(value, digits: max(1, precision ?? 6), keepsPoint: false)
    case nil:
      guard let precision else {
        let decimal = ExactDecimal(shortest: value)
        if decimal.point > -4, decimal.point <= 16 {
          return fixed(decimal, fraction: max(0, decimal.digits.count - decimal.point))
        }
        return scientific(decimal, fraction: max(0, decimal.digits.count - 1))
      }
      return general(value, digits: max(1, precision), keepsPoint: true)
    }
  }

  /// Python's `g`: `digits` significant digits without trailing zeros, an exponent where the number
  /// is below 0.0001 or needs more digits. `keepsPoint` is its typeless form, which always shows
  /// that the number is not an integer.
  private func general(_ value: Double, digits count: Int, keepsPoint: Bool) -> Body {
    let decimal = ExactDecimal(exactly: value).rounded(toDigits: count)
    if decimal.point <= -4 || decimal.point > count - (keepsPoint ? 1 : 0) {
      let fraction = isAlternate ? count - 1 : max(0, decimal.digits.count - 1)
      return scientific(decimal, fraction: fraction)
    }
    let needed = max(0, decimal.digits.count - decimal.point)
    let fraction = isAlternate ? count - decimal.point : max(needed, keepsPoint ? 1 : 0)
    return fixed(decimal, fraction: fraction)
  }

  private func fixed(_ exact: ExactDecimal, fraction: Int) -> Body {
    let decimal = exact.rounded(toFraction: fraction)
    let whole = Self.text(of: decimal, places: (1 - max(1, decimal.point))...0)
    return (whole, pointed(fraction > 0 ? Self.text(of: decimal, places: 1...fraction) : ""))
  }

  private func scientific(_ decimal: ExactDecimal, fraction: Int) -> Body {
    let exponent = decimal.digits.isEmpty ? 0 : decimal.point - 1
    let first = -exponent
    let whole = Self.text(of: decimal, places: first...first)
    let rest = fraction > 0 ? Self.text(of: decimal, places: (first + 1)...(first + fraction)) : ""
    let size = String(exponent.magnitude)
    let mark = isUppercase ? "E" : "e"
    let padded = size.count < 2 ? "0" + size : size
    return (whole, pointed(rest) + mark + (exponent < 0 ? "-" : "+") + padded)
  }

  private func pointed(_ fraction: String) -> String {
    fraction.isEmpty && !isAlternate ? "" : "." + fraction
  }

  private static func text(of decimal: ExactDecimal, places: ClosedRange<Int>) -> String {
    String(places.map { Character(Unicode.Scalar(UInt8(ascii: "0") + decimal.digit(place: $0))) })
  }

  /// Inserts the grouping marks and, where zeros pad the number, as many zeros as the minimum needs.
  private func grouped(_ digits: String, minimum: Int, isFinite: Bool) -> String {
    guard let grouping, isFinite else {
      return String(repeating: "0", count: max(0, minimum - digits.count)) + digits
    }
    var remaining = Array(digits)
    var result: [Character] = []
    var count = 0
    while !remaining.isEmpty || result.count < minimum {
      if count > 0, count % 3 == 0 { result.append(grouping) }
      result.append(remaining.popLast() ?? "0")
      count += 1
    }
    return String(result.reversed())
  }
}
