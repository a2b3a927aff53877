/// Numbers in the cells of tables.
enum TableNumber {
  /// Returns a number with some significant digits, whole numbers in full, thousands told apart;
  /// numbers up to a million need no power of ten, as in figures.
  static func text(_ value: Double, digits: Int = 4) -> String {
    guard value.isFinite else { return value.isNaN ? "–" : value < 0 ? "−∞" : "∞" }
    let shown = (1e3..<1e6).contains(abs(value)) ? value.rounded() : value
    return PrintedNumber.typeset(
      ValueText.number(shown, digits: digits), groupsThousands: true)
  }
}
