/// How figures write the names of columns.
enum AxisLabel {
  /// Returns a column's name with its trailing digits as a subscript: `x1` becomes x₁.
  static func column(_ name: String) -> String {
    let digits = name.reversed().prefix { $0.isASCII && $0.isNumber }
    let stem = name.dropLast(digits.count)
    guard stem.count == 1, !digits.isEmpty else { return name }
    return "$\(stem)_{\(String(digits.reversed()))}$"
  }
}
