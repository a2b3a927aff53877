package import Diagnostics
package import NotebookSyntax

extension ValueType where Value == Double {
  /// Finite numbers within bounds.
  package static func number(
    atLeast minimum: Double? = nil, above excluded: Double? = nil, atMost maximum: Double? = nil,
    below limit: Double? = nil
  ) -> ValueType {
    var words: [String] = []
    if let minimum { words.append("of at least \(FormatSpec.shortest(minimum))") }
    if let excluded { words.append("above \(FormatSpec.shortest(excluded))") }
    if let limit { words.append("below \(FormatSpec.shortest(limit))") }
    if let maximum { words.append("of at most \(FormatSpec.shortest(maximum))") }
    let expectation = (["a number"] + [words.joined(separator: " and ")])
      .filter { !$0.isEmpty }.joined(separator: " ")
    let form = ValueForm.number(
      minimum: minimum ?? excluded, maximum: maximum ?? limit, isMinimumExcluded: excluded != nil)
    return ValueType(expectation, form: form) { node, subject, context in
      guard let value = node.number else {
        context.reportWrongType(node, subject, expectation)
        return nil
      }
      let isInside =
        value.isFinite && value >= (minimum ?? value) && value <= (maximum ?? value)
        && (excluded.map { value > $0 } ?? true) && (limit.map { value < $0 } ?? true)
      guard isInside else {
        context.reportOutOfRange(node, subject, expectation)
        return nil
      }
      return value
    }
  }

  /// Any finite number.
  package static var number: ValueType { number() }
}

extension ValueType where Value == Int {
  /// Whole numbers in a range.
  package static func integer(_ bounds: ClosedRange<Int>) -> ValueType {
    let isBounded = bounds.upperBound < Int.max
    let lowest = ValueText.grouped(bounds.lowerBound)
    let expectation =
      isBounded
      ? "a whole number from \(lowest) to \(ValueText.grouped(bounds.upperBound))"
      : "a whole number of at least \(lowest)"
    let form = ValueForm.integer(
      minimum: bounds.lowerBound, maximum: isBounded ? bounds.upperBound : nil)
    return ValueType(expectation, form: form) { node, subject, context in
      guard let value = node.integer else {
        context.reportWrongType(node, subject, expectation)
        return nil
      }
      guard bounds.contains(value) else {
        context.reportOutOfRange(node, subject, expectation)
        return nil
      }
      return value
    }
  }

  /// Whole numbers from a minimum on.
  package static func integer(_ bounds: PartialRangeFrom<Int>) -> ValueType {
    integer(bounds.lowerBound...Int.max)
  }
}

extension ValueType where Value == UInt64 {
  /// A seed: a whole number that is not negative.
  package static var seed: ValueType {
    let expectation = "a whole number that is not negative"
    let form = ValueForm.integer(minimum: 0, maximum: nil)
    return ValueType(expectation, form: form) { node, subject, context in
      guard node.number != nil, let text = node.text, let seed = UInt64(text) else {
        context.reportWrongType(node, subject, expectation)
        return nil
      }
      return seed
    }
  }
}

extension ValueType where Value == Bool {
  /// `true` or `false`.
  package static var boolean: ValueType {
    ValueType("`true` or `false`", form: .boolean) { node, subject, context in
      guard let value = node.boolean else {
        context.reportWrongType(node, subject, "`true` or `false`")
        return nil
      }
      return value
    }
  }
}

extension ValueType where Value == String {
  /// Text of any kind; numbers and booleans are taken as written.
  package static var text: ValueType {
    ValueType("text", form: .text) { node, subject, context in
      guard let text = node.text else {
        context.reportWrongType(node, subject, "text")
        return nil
      }
      return text
    }
  }
}

extension ValueType where Value == ScalarText {
  /// Text together with the place of each of its bytes.
  package static var locatedText: ValueType<ScalarText> {
    ValueType("text", form: .text) { node, subject, context in
      guard let text = node.scalarText else {
        context.reportWrongType(node, subject, "text")
        return nil
      }
      return text
    }
  }
}

extension ValueType
where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
  /// One of an enumeration's raw values.
  package static func choice(_ type: Value.Type) -> ValueType {
    choice(Value.allCases.map { ($0.rawValue, $0) })
  }
}

extension ValueType {
  /// One of some words, each standing for a value.
  ///
  /// - Parameter code: The diagnostic's code for any other word.
  package static func choice(
    _ choices: [(name: String, value: Value)], code: DiagnosticCode = .unknownChoice,
    noun: String = "value"
  ) -> ValueType {
    let names = choices.map(\.name)
    let expectation =
      names.count == 1
      ? "`\(names[0])`" : "one of \(names.map { "`\($0)`" }.joined(separator: ", "))"
    return ValueType(expectation, form: .choice(names)) { node, subject, context in
      guard let text = node.text else {
        context.reportWrongType(node, subject, expectation)
        return nil
      }
      if let found = choices.first(where: { $0.name == text }) { return found.value }
      context.report(
        .error(
          code, "unknown \(noun) `\(text)` for \(subject)", at: node.range,
          label: Suggestions.question(for: text, in: names),
          notes: ["\(subject) takes \(expectation)"]))
      return nil
    }
  }
}
