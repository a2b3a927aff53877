package import Diagnostics
package import NotebookSyntax

extension ValueType {
  /// A YAML list whose every element is of a type.
  package static func list<Element: Sendable>(
    of element: ValueType<Element>, count: ClosedRange<Int> = 1...Int.max
  ) -> ValueType where Value == [Element] {
    ValueType("a list of \(element.plural)", form: .list(element.form)) { node, subject, context in
      guard let nodes = node.elements else {
        context.reportWrongType(node, subject, "a list of \(element.plural)")
        return nil
      }
      return decodeAll(nodes, in: node, of: element, count: count, subject, &context)
    }
  }

  /// One value, or a YAML list of values.
  package static func oneOrMore<Element: Sendable>(
    of element: ValueType<Element>, atMost limit: Int = Int.max
  ) -> ValueType where Value == [Element] {
    ValueType(
      "\(element.expectation), or a list of them", form: .either(element.form, .list(element.form))
    ) { node, subject, context in
      let nodes = node.elements ?? [node]
      return decodeAll(nodes, in: node, of: element, count: 1...limit, subject, &context)
    }
  }

  private static func decodeAll<Element: Sendable>(
    _ nodes: [YAMLNode], in list: YAMLNode, of element: ValueType<Element>,
    count: ClosedRange<Int>, _ subject: String, _ context: inout PlanningContext
  ) -> Value? where Value == [Element] {
    guard count.contains(nodes.count) else {
      let expected =
        nodes.isEmpty
        ? "at least one"
        : count.upperBound == Int.max
          ? "at least \(count.lowerBound)"
          : count.lowerBound == count.upperBound
            ? "\(count.lowerBound)" : "\(count.lowerBound) to \(count.upperBound)"
      context.report(
        .error(
          .outOfRange,
          "\(subject) takes \(expected) \(count.upperBound == 1 ? "value" : "values"), not \(nodes.count)",
          at: list.range))
      return nil
    }
    var values: [Element] = []
    for node in nodes {
      if let value = element.decode(node, "each entry of \(subject)", &context) {
        values.append(value)
      }
    }
    return values.count == nodes.count ? values : nil
  }

  /// A YAML mapping of names to values of a type, in the author's order.
  package static func mapping<Element: Sendable>(
    of element: ValueType<Element>
  ) -> ValueType where Value == [NamedValue<Element>] {
    let expectation = "a mapping of names to \(element.plural)"
    return ValueType(expectation, form: .mapping(element.form)) { node, subject, context in
      guard let entries = node.entries else {
        context.reportWrongType(node, subject, expectation)
        return nil
      }
      var values: [NamedValue<Element>] = []
      for entry in entries {
        let value = element.decode(entry.value, "`\(entry.key.value)`", &context)
        if let value {
          values.append(NamedValue(name: entry.key, value: value, range: entry.value.range))
        }
      }
      return values.count == entries.count ? values : nil
    }
  }

  /// The first of two types where `isFirst` holds for a node, the second elsewhere.
  package static func either<First: Sendable, Second: Sendable>(
    _ first: ValueType<First>, where isFirst: @escaping @Sendable (YAMLNode) -> Bool,
    or second: ValueType<Second>
  ) -> ValueType where Value == Either<First, Second> {
    ValueType(
      "\(first.expectation) or \(second.expectation)", form: .either(first.form, second.form)
    ) { node, subject, context in
      if isFirst(node) { return first.decode(node, subject, &context).map { .first($0) } }
      return second.decode(node, subject, &context).map { .second($0) }
    }
  }

  /// What several values are called: `numbers` for `a number`.
  private var plural: String {
    var words = expectation.split(separator: " ").map(String.init)
    guard let article = words.first, article == "a" || article == "an", words.count > 1 else {
      return expectation
    }
    words.removeFirst()
    // The noun stands before the first preposition: "a whole number of at least 1".
    let stop = words.firstIndex { ["of", "above", "from", "such", "in", "or"].contains($0) }
    words[(stop ?? words.count) - 1] += "s"
    return words.joined(separator: " ")
  }
}

/// An entry of a mapping of names to values.
package struct NamedValue<Value: Sendable>: Sendable {
  package var name: Located<String>
  package var value: Value
  /// Where the value was written.
  package var range: SourceRange
}

/// One of two kinds of value.
package enum Either<First: Sendable, Second: Sendable>: Sendable {
  case first(First)
  case second(Second)
}
