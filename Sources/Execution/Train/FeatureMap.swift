import NotebookSyntax

/// Expressions over the columns of a data set that become a model's inputs.
package struct FeatureMap: Sendable {
  /// The expressions, one for each input.
  package let functions: [ColumnFunction]

  /// Returns the features `[rows, functions]` of row-major inputs `[rows, columns]`.
  package func apply(to inputs: [Double], columns: Int) -> [Double] {
    inputs
  }
}
