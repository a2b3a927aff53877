import NeuralEngine
import NotebookSyntax

/// Expressions over the columns of a data set that become a model's inputs.
package struct FeatureMap: Sendable {
  /// The expressions, one for each input.
  package let functions: [ColumnFunction]

  /// Returns the features `[rows, functions]` of row-major inputs `[rows, columns]`; a feature
  /// without a value at some row is not a number there.
  package func apply(to inputs: [Double], columns: Int) -> [Double] {
    let table = Self.columns(of: inputs, count: columns)
    let rows = inputs.count / max(columns, 1)
    let features = functions.map { function -> [Double] in
      switch function.values(columns: table) {
      case .success(let values): values
      case .failure: rowByRow(function, table, rows)
      }
    }
    return Self.rows(of: features, count: rows)
  }

  /// Returns the features of a data set's rows, or the problem of the first row without a value.
  func values(of data: Dataset) -> Result<[Double], EvaluationProblem> {
    let table = Self.columns(of: Array(data.inputs), count: data.columns.count)
    var features: [[Double]] = []
    for function in functions {
      switch function.values(columns: table) {
      case .success(let values): features.append(values)
      case .failure(let problem): return .failure(problem)
      }
    }
    return .success(Self.rows(of: features, count: data.rowCount))
  }

  private func rowByRow(_ function: ColumnFunction, _ table: [[Double]], _ rows: Int) -> [Double] {
    (0..<rows).map { row in
      switch function.values(columns: table.map { [$0[row]] }) {
      case .success(let values): values[0]
      case .failure: .nan
      }
    }
  }

  /// Returns the columns of a row-major table.
  static func columns(of values: [Double], count: Int) -> [[Double]] {
    (0..<count).map { column in
      stride(from: column, to: values.count, by: count).map { values[$0] }
    }
  }

  /// Returns the row-major table of columns.
  static func rows(of columns: [[Double]], count: Int) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(columns.count * count)
    for row in 0..<count { for column in columns { values.append(column[row]) } }
    return values
  }
}
