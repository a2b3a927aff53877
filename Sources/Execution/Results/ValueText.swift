import NotebookSyntax

/// Results as text.
enum ValueText {
  /// Returns a number for people: whole numbers in full, others with up to `digits` significant
  /// digits and no trailing zeros.
  static func number(_ value: Double, digits: Int = 6) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
    // Zero has no sign for people.
    if value == 0 { return "0" }
    if value == value.rounded(), abs(value) < 1e15 { return FormatSpec.shortest(value) }
    return FormatSpec.parse(".\(digits)g")?.format(value) ?? FormatSpec.shortest(value)
  }

  /// Returns a whole number with its thousands told apart: `10,000,000`.
  static func grouped(_ value: Int) -> String {
    FormatSpec.parse(",")?.format(Double(value)) ?? "\(value)"
  }

  /// Returns a share as a percentage with one decimal.
  static func percent(_ share: Double) -> String {
    FormatSpec.parse(".1%")?.format(share) ?? FormatSpec.shortest(share)
  }

  /// Returns a count with its noun, in the plural where it is not one: `2 rows`.
  static func counted(_ count: Int, _ noun: String) -> String {
    "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")"
  }

  /// Returns a value in a format, the only element of an array as a number; nil where a format is
  /// given for text.
  static func text(_ value: ResultValue, format: FormatSpec?) -> String? {
    func shown(_ number: Double) -> String { format?.format(number) ?? Self.number(number) }
    switch value.unwrapped {
    case .number(let number): return shown(number)
    case .text(let text): return format == nil ? text : nil
    case .array(let extents, let values):
      guard extents.count == 2 else { return "[\(values.map(shown).joined(separator: ", "))]" }
      let columns = max(extents[1], 1)
      let rows = stride(from: 0, to: values.count, by: columns).map { start in
        "[\(values[start..<start + columns].map(shown).joined(separator: ", "))]"
      }
      return "[\(rows.joined(separator: ", "))]"
    }
  }

  /// Returns the actual value of an expectation, with as many digits as tell it from the condition.
  static func actual(_ value: ResultValue, besides condition: String, isMet: Bool) -> String {
    let short = text(value, format: nil) ?? ""
    if isMet || !condition.contains(short) { return short }
    return text(value, format: FormatSpec()) ?? short
  }
}
