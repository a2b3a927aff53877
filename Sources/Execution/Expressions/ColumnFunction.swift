package import Diagnostics
package import NotebookSyntax

/// An expression over named columns, computed row by row in double precision.
package struct ColumnFunction: Sendable {
  package let expression: Expression
  /// The names that the expression may use, in the order of the columns given to `values`.
  package let columns: [String]

  /// Checks an expression: every name has to be one of the columns and every operation has to work
  /// on single numbers; reports what does not.
  package init?(
    _ expression: Expression, columns: [String], in context: inout PlanningContext
  ) {
    self.expression = expression
    self.columns = columns
  }

  /// Computes the expression for each row.
  ///
  /// - Parameter columns: The values of each column, all equally many.
  /// - Returns: One value a row, or the problem at the first row that has none (a division by zero,
  ///   the logarithm of a negative number), located in the expression.
  package func values(columns: [[Double]]) -> Result<[Double], EvaluationProblem> {
    .success([])
  }
}

/// Why an expression has no value at some row.
package struct EvaluationProblem: Error, Sendable {
  package var diagnostic: Diagnostic
}
