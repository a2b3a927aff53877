import NotebookSyntax
import Plotting

/// Numbers as figures write them in titles and notes.
enum FigureText {
  /// Returns a quantity in three significant digits with a real minus sign, such as `0.0123` or
  /// `1.8 × 10⁸`; thousands up to a million in full, such as `1,127`.
  static func quantity(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "undefined" : value > 0 ? "∞" : "−∞" }
    if (1e3..<1e6).contains(abs(value)) {
      return NumberText.fixed(value, decimals: 0)
    }
    let text = FormatSpec.parse(".3g")?.format(value) ?? FormatSpec.shortest(value)
    let parts = text.split(separator: "e", maxSplits: 1)
    let mantissa = String(parts[0]).replacing("-", with: "−")
    guard parts.count == 2, let exponent = Int(parts[1]) else { return mantissa }
    let ten = "10" + superscript(exponent)
    if mantissa == "1" || mantissa == "−1" { return mantissa.dropLast() + ten }
    return mantissa + "\u{2009}×\u{2009}" + ten
  }

  /// Returns a quantity that stands beside others like it: with all three digits, zeros too.
  static func measured(_ value: Double) -> String {
    (1e-4..<1e3).contains(abs(value)) ? NumberText.compact(value, padded: true) : quantity(value)
  }

  /// Returns a share in percent with at most one decimal, such as `98.5%`.
  static func share(_ value: Double) -> String {
    let text = FormatSpec.parse(".1%")?.format(value) ?? FormatSpec.shortest(value)
    return text.replacing(".0%", with: "%")
  }

  /// Returns a name with a real minus sign where it is a negative number.
  static func name(_ name: String) -> String {
    name.hasPrefix("-") && Double(name) != nil ? "−" + name.dropFirst() : name
  }

  /// Returns a whole number in raised digits.
  static func superscript(_ value: Int) -> String {
    let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    return String(
      String(value).map { character in
        character == "-" ? "⁻" : digits[character.wholeNumberValue ?? 0]
      })
  }
}
