extension ChainTerm {
  /// Returns whether products of numbers, as written in TeX, add up to another number to its last
  /// digit; terms that are more than numbers are taken to do so.
  static func add(_ terms: [String], upTo total: String) -> Bool {
    let products = terms.compactMap(product)
    guard products.count == terms.count, let wanted = Double(total) else { return true }
    let decimals = total.split(separator: ".").dropFirst().first?.count ?? 0
    let unit = (0..<decimals).reduce(1.0) { unit, _ in unit / 10 }
    // A sum that ends in 5 may be rounded either way.
    return abs(products.reduce(0, +) - wanted) <= 0.5000001 * unit
  }

  /// Returns the value of a product such as `-1.5 \cdot (-2)`; nil where a factor is no number.
  private static func product(_ tex: String) -> Double? {
    var value = 1.0
    for factor in tex.split(separator: " \\cdot ") {
      guard let number = Double(factor.filter { $0 != "(" && $0 != ")" }) else { return nil }
      value *= number
    }
    return value
  }
}
