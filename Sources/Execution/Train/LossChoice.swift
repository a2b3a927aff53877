import Diagnostics
package import NeuralEngine
import NotebookSyntax

/// A loss as an author wrote it.
package struct LossChoice: Sendable {
  package var loss: Loss
  /// The expression of the prediction `p` and the target `y` that the loss is; nil for a name.
  package var formula: ColumnFunction?
}

extension ValueType where Value == LossChoice {
  /// The name of a loss, or an expression of `y` and `p`.
  static var loss: ValueType {
    let names = Loss.named.map(\.name)
    let expectation =
      "a loss: one of \(names.map { "`\($0)`" }.joined(separator: ", ")), or an expression of `y`"
      + " and `p` such as `(y - p)^4`"
    return ValueType(expectation, form: .either(.choice(names), .expression)) {
      node, subject, context in
      guard let text = node.text, !node.isNull else {
        context.reportWrongType(node, subject, expectation)
        return nil
      }
      if let loss = Loss(name: text) { return LossChoice(loss: loss) }
      guard let scalar = node.scalarText else { return nil }
      let (expression, problems) = Expression.parse(scalar)
      if LossFormula.isMeant(text, expression) {
        context.report(contentsOf: problems)
        return expression.flatMap { LossFormula.choice($0, text, in: &context) }
      }
      let label =
        foreign[text.lowercased()].map { "write \($0)" }
        ?? Suggestions.question(for: text, in: names)
      context.report(
        .error(
          .unknownLoss, "unknown loss `\(text)`", at: node.range, label: label,
          notes: [
            "losses: \(names.sorted().joined(separator: ", ")), or an expression of `y` and `p`"
          ]))
      return nil
    }
  }

  private static var foreign: [String: String] {
    [
      "mean_squared_error": "`mse`", "squared": "`mse`", "l2": "`mse`", "mseloss": "`mse`",
      "l2loss": "`mse`", "half_mse": "`half-mse`", "l1": "`mae`", "l1loss": "`mae`",
      "mean_absolute_error": "`mae`", "absolute": "`mae`", "smooth_l1": "`huber`",
      "smoothl1loss": "`huber`", "smooth-l1": "`huber`", "huberloss": "`huber`",
      "huber_loss": "`huber`", "binary_crossentropy": "`bce`", "binary-cross-entropy": "`bce`",
      "log": "`bce`", "log_loss": "`bce`", "log-loss": "`bce`", "logistic": "`bce`",
      "bcewithlogitsloss": "`bce`", "bceloss": "`bce`", "crossentropy": "`cross-entropy`",
      "cross_entropy": "`cross-entropy`", "categorical_crossentropy": "`cross-entropy`",
      "crossentropyloss": "`cross-entropy`",
      "sparse_categorical_crossentropy": "`cross-entropy`", "nllloss": "`nll`",
      "nll_loss": "`nll`", "svm": "`hinge`", "multimarginloss": "`hinge`",
      "multi_margin_loss": "`hinge`", "hinge_loss": "`hinge`",
      "crammer_singer": "`hinge`",
    ]
  }
}

/// Losses that are expressions.
enum LossFormula {
  /// The names of the prediction and the target, the inputs of a formula in order.
  static let names = ["p", "y"]

  /// Whether an author meant an expression rather than the name of a loss: it has signs that names
  /// do not have, or is made of `y` and `p`.
  static func isMeant(_ text: String, _ expression: Expression?) -> Bool {
    let isWord = text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
    guard isWord, let expression else { return !isWord }
    let free = ExpressionLowering().freeNames(of: expression)
    return !free.isEmpty && free.allSatisfy { names.contains($0.value) }
  }

  /// Checks an expression, or reports what is wrong with it.
  static func choice(
    _ expression: Expression, _ text: String, in context: inout PlanningContext
  ) -> LossChoice? {
    guard let function = ColumnFunction(expression, text: text, columns: names, in: &context)
    else { return nil }
    let formula = function.rowFunction
    guard formula.uses(formula.inputs[0]) else {
      context.report(
        .error(
          .conflictingOptions, "the loss does not depend on the prediction `p`",
          at: expression.range, label: "such as `(y - p)^2`"))
      return nil
    }
    return LossChoice(loss: .formula(formula), formula: function)
  }
}
