/// Numbers in the cells of tables.
enum TableNumber {
  /// Returns a number with four significant digits, whole numbers in full, a real minus sign.
  static func text(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 1e9, abs(value) >= 1e4 {
      return value < 0 ? "−" + ValueText.grouped(Int(-value)) : ValueText.grouped(Int(value))
    }
    return ValueText.number(value, digits: 4).replacing("-", with: "−")
  }
}
