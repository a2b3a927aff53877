/// Numbers in the cells of tables.
enum TableNumber {
  /// Returns a number with some significant digits, whole numbers in full, thousands told apart.
  static func text(_ value: Double, digits: Int = 4) -> String {
    guard value.isFinite else { return value.isNaN ? "–" : value < 0 ? "−∞" : "∞" }
    return PrintedNumber.typeset(
      ValueText.number(value, digits: digits), groupsThousands: true)
  }
}
