package import Diagnostics
import NeuralEngine
package import NotebookSyntax

/// An expression over named columns, computed row by row in double precision.
package struct ColumnFunction: Sendable {
  package let expression: Expression
  /// The expression as written, where that matters to its readers.
  let text: String
  /// The names that the expression may use, in the order of the columns given to `values`.
  package let columns: [String]
  private let row: RowGraph
  /// The same over whole columns, where every operation works element by element.
  private let whole: RowGraph?

  /// The expression as a graph whose inputs all have one shape.
  private struct RowGraph: Sendable {
    var lowering: ExpressionLowering
    var inputs: [Graph.NodeID]
    var output: Graph.NodeID
  }

  /// Checks an expression: every name has to be one of the columns and every operation has to work
  /// on single numbers; reports what does not.
  package init?(
    _ expression: Expression, text: String = "", columns: [String],
    in context: inout PlanningContext
  ) {
    let (function, diagnostics) = Self.checked(expression, text: text, columns: columns)
    context.report(contentsOf: diagnostics)
    guard let function else { return nil }
    self = function
  }

  /// Returns the function, or the problems that the expression has.
  package static func checked(
    _ expression: Expression, text: String = "", columns: [String]
  ) -> (function: ColumnFunction?, diagnostics: [Diagnostic]) {
    var lowering = ExpressionLowering()
    let inputs = columns.map { lowering.bindInput($0) }
    guard let output = lowering.lower(expression) else { return (nil, lowering.diagnostics) }
    let shape = lowering.graph.shape(of: output)
    guard shape == .scalar else {
      let problem = Diagnostic.error(
        .notScalar, "the expression gives \(shape), not one number a row", at: expression.range,
        label: "such as `sum(…)`")
      return (nil, [problem])
    }
    let row = RowGraph(lowering: lowering, inputs: inputs, output: output)
    return (
      ColumnFunction(expression: expression, text: text, columns: columns, row: row), []
    )
  }

  private init(expression: Expression, text: String, columns: [String], row: RowGraph) {
    self.expression = expression
    self.text = text
    self.columns = columns
    self.row = row
    whole = row.lowering.graph.ids.allSatisfy { row.lowering.graph[$0].isElementWise } ? row : nil
  }

  /// The expression as a function of rows that programs can compute.
  var rowFunction: RowFunction {
    RowFunction(
      text: text, graph: row.lowering.graph, inputs: row.inputs, output: row.output)
  }

  /// Computes the expression for each row.
  ///
  /// - Parameter columns: The values of each column, all equally many.
  /// - Returns: One value a row, or the problem at the first row that has none (a division by zero,
  ///   the logarithm of a negative number), located in the expression.
  package func values(columns: [[Double]]) -> Result<[Double], EvaluationProblem> {
    compute(columns: columns, derivative: nil)
  }

  /// Computes the derivative of the expression with respect to a column for each row.
  ///
  /// - Parameters:
  ///   - columns: The values of each column, all equally many.
  ///   - column: The index of the column.
  package func derivatives(
    columns: [[Double]], withRespectTo column: Int
  ) -> Result<[Double], EvaluationProblem> {
    compute(columns: columns, derivative: column)
  }

  private func compute(
    columns values: [[Double]], derivative: Int?
  ) -> Result<[Double], EvaluationProblem> {
    precondition(values.count == columns.count, "one list of values a column")
    let rowCount = values.first?.count ?? 1
    precondition(values.allSatisfy { $0.count == rowCount }, "columns are equally long")
    guard rowCount > 0 else { return .success([]) }
    if whole != nil, rowCount > 1 {
      return evaluate(over: Shape([rowCount]), [values.map { Tensor($0) }], derivative)
    }
    return evaluate(
      over: .scalar, (0..<rowCount).map { row in values.map { Tensor($0[row]) } }, derivative)
  }

  /// Evaluates the expression once for each list of inputs, which all have one shape.
  private func evaluate(
    over shape: Shape, _ batches: [[Tensor]], _ derivative: Int?
  ) -> Result<[Double], EvaluationProblem> {
    var lowering = ExpressionLowering()
    let inputs = columns.map { lowering.bindInput($0, shape) }
    guard var output = lowering.lower(expression) else {
      preconditionFailure("the expression was checked")
    }
    var graph = lowering.graph
    if let derivative {
      output = graph.gradients(of: output, withRespectTo: [inputs[derivative]])[0]
    } else if graph.shape(of: output) != shape {
      // A constant expression.
      output = graph.constant(repeating: 0, shape).adding(output, in: &graph)
    }
    var results: [Double] = []
    for batch in batches {
      let feeds = Dictionary(uniqueKeysWithValues: zip(inputs, batch))
      do throws(EvaluationError) {
        results += try graph.evaluate([output], feeding: feeds)[output].values
      } catch {
        return .failure(
          EvaluationProblem(diagnostic: lowering.diagnostic(for: error, in: graph)))
      }
    }
    return .success(results)
  }
}

extension Graph.NodeID {
  /// Appends the sum of two nodes that are known to fit.
  fileprivate func adding(_ other: Graph.NodeID, in graph: inout Graph) -> Graph.NodeID {
    do {
      return try graph.add(self, other)
    } catch {
      preconditionFailure("\(error)")
    }
  }
}

extension Graph.Node {
  /// Whether the node combines its operands element by element.
  fileprivate var isElementWise: Bool {
    switch operation {
    case .input, .parameter, .unary, .binary: true
    case .constant: shape == .scalar
    default: false
    }
  }
}

/// Why an expression has no value at some row.
package struct EvaluationProblem: Error, Sendable {
  package var diagnostic: Diagnostic
}
