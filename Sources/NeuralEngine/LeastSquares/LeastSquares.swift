/// Linear least squares in double precision by Householder QR with column pivoting.
///
/// No normal equations, which square the condition number, and no truncation of small singular
/// values, which would regularise without saying so: an overfitted polynomial shows its true
/// explosion. The solution is refined with residuals in twice the precision, so that it is accurate
/// to the last digits as long as the condition number stays below some 1e14.
package enum LeastSquares {
  /// The minimiser and how far it can be trusted.
  package struct Solution: Sendable, Equatable {
    /// Row-major `[columns, targets]`.
    package var coefficients: [Double]
    /// σ₁/σₙ of the design matrix, of the one with the ridge's rows where there is a ridge;
    /// infinite for columns that depend on each other.
    package var conditionNumber: Double
    /// The number of independent columns. Below `columns`, the solution of least norm is returned.
    package var rank: Int
  }

  /// Minimises ‖Xw − y‖² + Σ λⱼwⱼ² for each target.
  ///
  /// - Parameters:
  ///   - design: X, row-major `[rows, columns]`, with a column of ones where there is a bias.
  ///   - columns: The number of coefficients.
  ///   - targets: y, row-major `[rows, targetCount]`.
  ///   - targetCount: The number of columns of y.
  ///   - ridge: λⱼ ≥ 0 for each column, 0 for biases; for a loss that is a mean over rows,
  ///     multiply λ by the number of rows.
  package static func solve(
    design: [Double], columns: Int, targets: [Double], targetCount: Int = 1, ridge: [Double]? = nil
  ) -> Solution {
    precondition(columns > 0 && targetCount > 0, "there is nothing to solve for")
    let rows = design.count / columns
    precondition(
      design.count == rows * columns && targets.count == rows * targetCount,
      "every row needs a target")
    let penalized = (ridge ?? []).indices.filter { ridge?[$0] != 0 }
    var matrix = Matrix(rows: rows + penalized.count, columns: columns)
    for row in 0..<rows {
      for column in 0..<columns { matrix[row, column] = design[row * columns + column] }
    }
    for (index, column) in penalized.enumerated() {
      matrix[rows + index, column] = (ridge?[column] ?? 0).squareRoot()
    }
    let system = LeastSquaresSystem(matrix)
    var coefficients = [Double](repeating: 0, count: columns * targetCount)
    for target in 0..<targetCount {
      let right =
        (0..<rows).map { targets[$0 * targetCount + target] } + penalized.map { _ in 0 }
      for (column, coefficient) in system.solve(right).enumerated() {
        coefficients[column * targetCount + target] = coefficient
      }
    }
    return Solution(
      coefficients: coefficients, conditionNumber: system.conditionNumber(), rank: system.rank)
  }

  /// Returns the design matrix `[x.count, degree + 1]` of a polynomial: columns 1, x, …, x^degree,
  /// each power rounded once.
  package static func polynomialDesign(_ x: [Double], degree: Int) -> [Double] {
    var design: [Double] = []
    design.reserveCapacity(x.count * (max(0, degree) + 1))
    for x in x {
      var power = DoubleDouble(1)
      design.append(1)
      for _ in 0..<max(0, degree) {
        power = power * x
        design.append(power.value)
      }
    }
    return design
  }
}
