import Diagnostics
import NotebookSyntax

/// One entry of `expect`: what a value has to be.
struct Expectation: Sendable {
  /// The kinds of condition.
  enum Condition: Sendable, Equatable {
    /// Equal to 1e-6 relative or 1e-9 absolute.
    case equal(NumericArray)
    case near(Double, tolerance: Double)
    case less(Double)
    case lessOrEqual(Double)
    case greater(Double)
    case greaterOrEqual(Double)
    case within(Double, Double)
    case text(String)
  }

  var path: Located<String>
  var condition: Condition
  /// The condition as the author wrote it.
  var text: String
  var range: SourceRange

  /// Whether the condition is a list, which the only element of an array does not meet.
  private var wantsArray: Bool {
    if case .equal(let wanted) = condition { return !wanted.extents.isEmpty }
    return false
  }

  /// Returns whether a value meets the condition; false for a value of another kind. A condition on
  /// a number also holds for the only element of an array.
  func isMet(by value: ResultValue) -> Bool {
    switch (condition, wantsArray ? value : value.unwrapped) {
    case (.text(let wanted), .text(let actual)): return wanted == actual
    case (.equal(let wanted), .number(let actual)):
      return wanted.extents.isEmpty && Self.areEqual(wanted.values[0], actual)
    case (.equal(let wanted), .array(let extents, let values)):
      return wanted.extents == extents && zip(wanted.values, values).allSatisfy(Self.areEqual)
    case (.near(let wanted, let tolerance), .number(let actual)):
      // The bound itself counts, whatever its last bit: 0.3 ± 0.1 includes 0.4.
      return abs(actual - wanted) <= tolerance + 1e-12 * max(abs(wanted), tolerance)
    case (.less(let bound), .number(let actual)): return actual < bound
    case (.lessOrEqual(let bound), .number(let actual)): return actual <= bound
    case (.greater(let bound), .number(let actual)): return actual > bound
    case (.greaterOrEqual(let bound), .number(let actual)): return actual >= bound
    case (.within(let lower, let upper), .number(let actual)):
      return actual >= lower && actual <= upper
    default: return false
    }
  }

  private static func areEqual(_ wanted: Double, _ actual: Double) -> Bool {
    let difference = abs(wanted - actual)
    return difference <= 1e-9 || difference <= 1e-6 * max(abs(wanted), abs(actual))
  }

  /// Returns what is wrong with the condition for a value of a form, nil where they fit.
  func mismatch(with form: ValueOffer.Form) -> String? {
    switch (condition, wantsArray ? form : form.unwrapped) {
    case (.text, .text): nil
    case (.text, .number), (.text, .array): "it is a number"
    case (_, .text): "it is text"
    case (.equal(let wanted), .number):
      wanted.extents.isEmpty ? nil : "it is a single number"
    case (.equal(let wanted), .array(let extents)):
      wanted.extents == extents ? nil : "its shape is \(Self.describe(extents))"
    case (_, .number): nil
    case (_, .array(let extents)):
      "its shape is \(Self.describe(extents)): name one element, such as"
        + " `\(path.value)[\(extents.map { _ in "0" }.joined(separator: ","))]`"
    }
  }

  private static func describe(_ extents: [Int]) -> String {
    "[\(extents.map(String.init).joined(separator: ", "))]"
  }
}

extension ValueType where Value == [Expectation] {
  /// A mapping of result paths to conditions.
  static var expectations: ValueType<[Expectation]> {
    let expectation = "a mapping of results to conditions, such as `{loss: < 0.1}`"
    return ValueType(expectation, form: .mapping(.any)) { node, subject, context in
      guard let entries = node.entries else {
        context.reportWrongType(node, subject, expectation)
        return nil
      }
      return entries.compactMap { entry in
        Expectation.Condition.decode(entry.value, of: entry.key.value, in: &context).map {
          Expectation(
            path: entry.key, condition: $0, text: entry.value.shownText(in: context.source),
            range: entry.value.range)
        }
      }
    }
  }
}

extension Expectation.Condition {
  /// Reads a condition: a number, `a ± b`, `< a`, `a..b`, a list of numbers or text.
  fileprivate static func decode(
    _ node: YAMLNode, of path: String, in context: inout PlanningContext
  ) -> Self? {
    if node.elements != nil {
      return ValueType<NumericArray>.array.decode(node, "`\(path)`", &context).map { .equal($0) }
    }
    guard let scalar = node.scalarText, !node.isNull else {
      context.report(
        .error(
          .badExpectation, "`\(path)` expects nothing", at: node.range,
          notes: [forms]))
      return nil
    }
    if let number = node.number {
      guard number.isFinite else {
        context.reportOutOfRange(node, "`\(path)`", "a finite number")
        return nil
      }
      return .equal(NumericArray(extents: [], values: [number]))
    }
    let text = scalar.text.trimmingSpaces
    for (sign, make) in comparisons where text.hasPrefix(sign) {
      let rest = String(text.dropFirst(sign.count)).trimmingSpaces
      guard let bound = number(rest) else { return bad(node, rest, sign, &context) }
      return make(bound)
    }
    for sign in ["±", "+-", "+/-"] {
      guard let (left, right) = text.split(at: sign), let center = number(left) else { continue }
      guard let tolerance = number(right), tolerance >= 0 else {
        return bad(node, right.trimmingSpaces, sign, &context)
      }
      return .near(center, tolerance: tolerance)
    }
    if NumericRange.isRange(node) || text.split(at: "..").map({ number($0.0) != nil }) == true {
      let (range, diagnostics) = NumericRange.parse(node)
      context.report(contentsOf: diagnostics)
      return range.map { .within($0.lower, $0.upper) }
    }
    return .text(scalar.text)
  }

  private static let comparisons: [(String, @Sendable (Double) -> Self)] = [
    ("<=", { .lessOrEqual($0) }), (">=", { .greaterOrEqual($0) }), ("≤", { .lessOrEqual($0) }),
    ("≥", { .greaterOrEqual($0) }), ("<", { .less($0) }), (">", { .greater($0) }),
    ("==", { .equal(NumericArray(extents: [], values: [$0])) }),
  ]

  private static let forms =
    "conditions: `0.5`, `0.5 ± 0.01`, `< 0.5`, `<= 0.5`, `> 0.5`, `>= 0.5`, `0.4..0.6`, `[1, 2]`,"
    + " text"

  private static func number(_ text: String) -> Double? {
    guard let value = NumberSyntax.number(text.trimmingSpaces), value.isFinite else { return nil }
    return value
  }

  private static func bad(
    _ node: YAMLNode, _ text: String, _ sign: String, _ context: inout PlanningContext
  ) -> Self? {
    context.report(
      .error(
        .badExpectation,
        text.isEmpty ? "a number is missing after `\(sign)`" : "`\(text)` is not a number",
        at: node.range, notes: [forms]))
    return nil
  }
}

extension String {
  /// The text without spaces at its ends.
  var trimmingSpaces: String {
    var rest = self[...]
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }

  /// Splits the text at the first occurrence of a separator, which is left out.
  func split(at separator: String) -> (String, String)? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(separator) {
        let after = index(start, offsetBy: separator.count)
        return (String(self[..<start]), String(self[after...]))
      }
      start = index(after: start)
    }
    return nil
  }
}

extension YAMLNode {
  /// The node as written, on one line and without quotes.
  func shownText(in source: SourceText) -> String {
    if let text { return text }
    return source.text(in: range).split { $0.isWhitespace }.joined(separator: " ")
  }
}
