package import Diagnostics
import NeuralEngine
package import NotebookSyntax

/// What stands under `model` before the data set is known.
package enum WrittenModel: Sendable {
  /// Layers or a model with a name.
  case known(ModelChoice)
  /// An expression, whose names depend on the columns.
  case expression(Expression, text: String, range: SourceRange)

  /// Returns the model for a data set, or nil after reporting what does not fit.
  ///
  /// - Parameters:
  ///   - shapes: The shapes of parameters that are given as lists.
  ///   - hasFeatures: Whether expressions replace the columns.
  func resolved(
    for data: PlannedDataset, shapes: [String: Shape], in context: inout PlanningContext
  ) -> ModelChoice? {
    switch self {
    case .known(let choice): return choice
    case .expression(let expression, let text, let range):
      guard
        let formula = ModelFormula(
          expression, text: text, data: data, shapes: shapes, in: &context)
      else { return nil }
      return ModelChoice(
        model: .expression(formula.function), layerRanges: [range], range: range,
        formula: formula)
    }
  }
}

extension ValueType where Value == WrittenModel {
  /// A list of layers, one layer, a named model, or an expression: `{expression: w*x + b}`,
  /// `expression w*x + b` or `w*x + b` itself.
  static var writtenModel: ValueType {
    let choice = ValueType<ModelChoice>.model
    let form = ValueForm.either(choice.form, .either(.expression, .mapping(.expression)))
    let expectation = "\(choice.expectation), or an expression such as `{expression: w*x + b}`"
    return ValueType(expectation, form: form) { node, subject, context in
      guard let pieces = expressions(in: node) else {
        return choice.decode(node, subject, &context).map { .known($0) }
      }
      var elements: [Expression] = []
      for piece in pieces {
        guard let text = piece.scalarText, !piece.isNull else {
          context.report(
            .error(
              .wrongType, "`expression` takes an expression, not \(piece.kindDescription)",
              at: piece.range, label: "such as `{expression: w*x + b}`"))
          continue
        }
        let (expression, problems) = Expression.parse(text)
        context.report(contentsOf: problems)
        if let expression { elements.append(expression) }
      }
      guard elements.count == pieces.count, let first = elements.first else { return nil }
      let texts = pieces.compactMap { $0.scalarText?.trimmed.text }
      guard pieces.count > 1 else {
        return .expression(first, text: texts[0], range: node.range)
      }
      return .expression(
        Expression(.list(elements), at: node.range), text: "[\(texts.joined(separator: ", "))]",
        range: node.range)
    }
  }

  /// Returns the expressions of a model that is written as such, one for each output; nil for other
  /// models.
  private static func expressions(in node: YAMLNode) -> [YAMLNode]? {
    if let entries = node.entries {
      guard entries.count == 1, entries[0].key.value == "expression" else { return nil }
      let value = entries[0].value
      return value.elements.flatMap { $0.isEmpty ? nil : $0 } ?? [value]
    }
    guard let text = node.scalarText, !node.isNull else { return nil }
    let keyword = "expression"
    if text.text == keyword || text.text.hasPrefix(keyword + " ") {
      var rest = node
      let piece = text.slice(keyword.utf8.count..<text.text.utf8.count).trimmed
      rest.value = .scalar(piece, isQuoted: false)
      return [rest]
    }
    let isWord = text.text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
    // Calls have no operators: a text that has any is an expression, broken or not.
    let isOperation = text.text.contains { "*+/^".contains($0) } && !text.text.contains("=")
    guard isOperation || (!isWord && Expression.parse(text).expression != nil) else { return nil }
    return [node]
  }
}
