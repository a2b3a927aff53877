import Plotting

/// A sum of numbers in text that readers can add up: its terms, and what they come to.
struct TraceSum {
  /// The terms with their signs, such as `0.393 − 0.197`.
  let terms: String
  /// The total behind its sign, such as `= 0.196`.
  let total: String

  /// Writes a sum with two decimals, with one or two more where the rounded terms would miss the
  /// rounded total, and as an approximation where those miss it too.
  init(_ numbers: [Double]) {
    let values = numbers + [numbers.reduce(0, +)]
    let short = values.map { DiagramNumber.text($0) }
    let decimals = short.map { $0.split(separator: ".").dropFirst().first?.count ?? 0 }.max() ?? 0
    let longer = (1...2).map { more in
      values.map { value in
        value == value.rounded()
          ? DiagramNumber.text(value) : DiagramNumber.text(value, decimals: decimals + more)
      }
    }
    // Powers of ten have no decimals to add.
    let isPlain = short.allSatisfy { Self.number($0) != nil }
    let exact = isPlain ? ([short] + longer).first(where: Self.addsUp) : nil
    let texts = exact ?? short
    terms = texts[1..<numbers.count].reduce(texts[0]) { sum, term in
      term.hasPrefix("−") ? "\(sum) − \(term.dropFirst())" : "\(sum) + \(term)"
    }
    total = (exact == nil ? "≈ " : "= ") + texts[numbers.count]
  }

  /// Whether the last number is the sum of the others, as written.
  private static func addsUp(_ texts: [String]) -> Bool {
    let values = texts.compactMap(number)
    guard let total = values.last else { return false }
    let sum = values.dropLast().reduce(0, +)
    // Decimals have no exact doubles.
    return abs(sum - total) <= 1e-9 * max(abs(total), 1)
  }

  private static func number(_ text: String) -> Double? {
    Double(text.replacing("−", with: "-"))
  }
}
