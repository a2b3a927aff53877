import Diagnostics
package import NotebookSyntax

extension ValueType where Value == NumericRange {
  /// `-5..5`, or `0.2..1.6 step 0.2`, the lower end first.
  package static var range: ValueType<NumericRange> {
    let expectation = "a range such as `-5..5`"
    return ValueType(expectation, form: .range) { node, subject, context in
      guard NumericRange.isRange(node) else {
        context.reportWrongType(node, subject, expectation)
        return nil
      }
      let (range, diagnostics) = NumericRange.parse(node)
      context.report(contentsOf: diagnostics)
      return range
    }
  }
}

extension ValueType where Value == Expression {
  /// An expression such as `sin(x) + 1`; a plain number is one too.
  package static var expression: ValueType<Expression> {
    ValueType("an expression", form: .expression) { node, subject, context in
      guard let text = node.scalarText else {
        context.reportWrongType(node, subject, "an expression such as `sin(x)`")
        return nil
      }
      let (expression, diagnostics) = Expression.parse(text)
      context.report(contentsOf: diagnostics)
      return expression
    }
  }
}

extension ValueType where Value == [Double] {
  /// A list of numbers, or a range with a step.
  package static var numbers: ValueType {
    let list = ValueType<[Double]>.list(of: .number)
    let expectation = "a list of numbers, or a range such as `0..1 step 0.1`"
    return ValueType(expectation, form: .either(.range, list.form)) { node, subject, context in
      if node.elements != nil { return list.decode(node, subject, &context) }
      guard NumericRange.isRange(node) else {
        context.reportWrongType(node, subject, expectation)
        return nil
      }
      let (range, diagnostics) = NumericRange.parse(node)
      context.report(contentsOf: diagnostics)
      guard let range else { return nil }
      guard let step = range.step else {
        context.report(
          .error(
            .badRange, "\(subject) needs a step to become numbers", at: node.range,
            label: "such as `\(context.source.text(in: node.range)) step 0.1`"))
        return nil
      }
      let count = (range.upper - range.lower) / step
      guard count < 1e7 else {
        context.report(
          .error(.limitExceeded, "\(subject) has more than 10,000,000 values", at: node.range))
        return nil
      }
      return range.values
    }
  }
}

extension ValueType where Value == NumericArray {
  /// A number, a list of numbers or lists of lists: scalar, vector, matrix or more axes.
  package static var array: ValueType {
    let expectation = "a number, a vector `[1, 2]` or a matrix `[[1, 2], [3, 4]]`"
    return ValueType(expectation, form: .any) { node, subject, context in
      NumericArray.decode(node, subject, expectation, &context)
    }
  }
}

/// A scalar, a vector, a matrix or an array of more axes that an author wrote down.
package struct NumericArray: Sendable, Equatable {
  /// Empty for a scalar, outermost first.
  package var extents: [Int]
  /// Row-major.
  package var values: [Double]

  /// Creates an array.
  package init(extents: [Int], values: [Double]) {
    self.extents = extents
    self.values = values
  }

  /// Reads nested lists, row by row; every list has to be as long as its neighbours.
  fileprivate static func decode(
    _ node: YAMLNode, _ subject: String, _ expectation: String, _ context: inout PlanningContext
  ) -> NumericArray? {
    if let number = node.number, number.isFinite {
      return NumericArray(extents: [], values: [number])
    }
    guard let elements = node.elements, let first = elements.first else {
      context.reportWrongType(node, subject, expectation)
      return nil
    }
    if first.elements == nil { return vector(elements, subject, &context) }
    var extents: [Int] = []
    var values: [Double] = []
    for element in elements {
      guard element.elements?.count == first.elements?.count, first.elements?.isEmpty == false
      else {
        context.report(
          .error(
            .shapeMismatch, "the rows of \(subject) differ in length", at: element.range,
            label: "the first row has \(first.elements?.count ?? 0)"))
        return nil
      }
      guard let part = decode(element, subject, expectation, &context) else { return nil }
      if extents.isEmpty { extents = part.extents }
      guard part.extents == extents else {
        context.report(
          .error(.shapeMismatch, "the rows of \(subject) differ in length", at: element.range))
        return nil
      }
      values += part.values
    }
    return NumericArray(extents: [elements.count] + extents, values: values)
  }

  private static func vector(
    _ elements: [YAMLNode], _ subject: String, _ context: inout PlanningContext
  ) -> NumericArray? {
    let values = elements.compactMap { element -> Double? in
      let number = element.number.flatMap { $0.isFinite ? $0 : nil }
      if number == nil { context.reportWrongType(element, "each entry of \(subject)", "a number") }
      return number
    }
    guard values.count == elements.count else { return nil }
    return NumericArray(extents: [values.count], values: values)
  }
}
