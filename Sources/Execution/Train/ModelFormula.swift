import Diagnostics
package import NeuralEngine
import NotebookSyntax

/// A model written as an expression of the columns of a data set: `w*x + b`. Names that are no
/// columns are its parameters.
package struct ModelFormula: Sendable {
  /// The model as a function of rows.
  package let function: RowFunction
  private let lowering: ExpressionLowering

  /// Checks an expression for a data set, or reports what is wrong with it.
  ///
  /// - Parameters:
  ///   - text: The expression as written.
  ///   - data: The data set whose columns are known to the expression.
  ///   - shapes: The shapes of parameters that are not numbers.
  init?(
    _ expression: Expression, text: String, data: PlannedDataset, shapes: [String: Shape],
    in context: inout PlanningContext
  ) {
    var lowering = ExpressionLowering()
    let inputs = data.columns.map { lowering.bindInput($0) }
    let names = lowering.freeNames(of: expression).map(\.value)
      .filter { !ExpressionFunction.names.contains($0) }
    let parameters = names.map { lowering.bindParameter($0, shapes[$0] ?? .scalar) }
    guard let output = lowering.lower(expression) else {
      context.report(contentsOf: lowering.diagnostics)
      return nil
    }
    let columns = "columns: \(data.columns.joined(separator: ", "))"
    let shape = lowering.graph.shape(of: output)
    guard shape.rank <= 1 else {
      context.report(
        .error(
          .notScalar, "the model gives \(shape), not one number a row", at: expression.range,
          label: "such as `sum(…)`"))
      return nil
    }
    guard !names.isEmpty else {
      context.report(
        .error(
          .conflictingOptions, "the model has no parameters to train", at: expression.range,
          label: "names that are not columns are parameters, as in `w*\(data.columns[0]) + b`",
          notes: [columns]))
      return nil
    }
    function = RowFunction(
      text: text, graph: lowering.graph, inputs: inputs, parameters: parameters, output: output)
    self.lowering = lowering
    guard inputs.contains(where: function.uses) else {
      context.report(
        .error(
          .conflictingOptions, "the model uses no column of `\(data.name)`",
          at: expression.range, notes: [columns]))
      return nil
    }
  }

  /// Returns why the model has no value at the first row that has none, at the characters that
  /// decide it; nil where all rows have values.
  ///
  /// - Parameters:
  ///   - inputs: Row-major `[rows, columns]`.
  ///   - parameters: A tensor for each parameter of the function.
  func problem(rows inputs: [Double], parameters: [Tensor]) -> Diagnostic? {
    let width = function.inputs.count
    var feeds = Dictionary(uniqueKeysWithValues: zip(function.parameters, parameters))
    for start in stride(from: 0, to: inputs.count, by: max(width, 1)) {
      for (index, input) in function.inputs.enumerated() {
        feeds[input] = Tensor(inputs[start + index])
      }
      do throws(EvaluationError) {
        _ = try function.graph.evaluate([function.output], feeding: feeds)
      } catch {
        return lowering.diagnostic(for: error, in: function.graph)
      }
    }
    return nil
  }
}
