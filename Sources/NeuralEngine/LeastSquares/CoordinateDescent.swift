/// The lasso and the elastic net by cyclic coordinate descent in double precision (Friedman, Hastie
/// and Tibshirani, 2010): minimises ½‖y − Xw‖² + μ‖w‖₁ + ½ν‖w‖².
///
/// Each coordinate goes to its minimum while the others stay, w ← S(xᵀr + ‖x‖²w, μ)/(‖x‖² + ν) with
/// S(a, μ) = sign(a)·max(|a| − μ, 0), which makes weights exactly zero. Once the signs of the weights
/// have settled, the rest is a linear system: its solution is taken where it keeps the signs and no
/// zero weight would move. So columns that nearly depend on each other, as powers of x do, cost no
/// accuracy, and no columns have to be scaled.
struct CoordinateDescent {
  /// A minimiser and how it was found.
  struct Solution {
    var weights: [Double]
    /// How often every coordinate was visited.
    var sweepCount: Int
    /// How far the objective is above its minimum, at most.
    var dualityGap: Double
    var hasConverged: Bool
  }

  /// X without its columns' means.
  let matrix: Matrix
  let lasso: Double
  let ridge: Double

  /// Returns the minimiser for targets y, centred.
  ///
  /// - Parameters:
  ///   - tolerance: The duality gap to reach, as a share of ‖y‖².
  ///   - sweepLimit: How often every coordinate is visited, at most.
  func solve(_ y: [Double], tolerance: Double, sweepLimit: Int) -> Solution {
    let columns = 0..<matrix.columnCount
    let squares = columns.map { column in
      let norm = matrix.norm(ofColumn: column)
      return norm * norm
    }
    let goal = tolerance * Self.dot(y[...], y[...])
    var weights = columns.map { _ in 0.0 }
    var residual = y
    var gap = dualityGap(weights, residual, y)
    var sweep = 0
    var nextExactAttempt = 4
    while gap > goal && sweep < sweepLimit {
      sweep += 1
      for column in columns where squares[column] > 0 {
        let old = weights[column]
        let x = values(ofColumn: column)
        let pull = Self.dot(x, residual[...]) + squares[column] * old
        let size = max(pull.magnitude - lasso, 0)
        let new = size == 0 ? 0 : (pull < 0 ? -size : size) / (squares[column] + ridge)
        guard new != old else { continue }
        for (row, value) in zip(residual.indices, x) {
          residual[row].addProduct(old - new, value)
        }
        weights[column] = new
      }
      if sweep == nextExactAttempt {
        nextExactAttempt += sweep
        // What rounding has left in the residual goes, too.
        residual = self.residual(weights, y)
        if let exact = exactSolution(withSignsOf: weights, y) {
          return finished(exact, sweep, y)
        }
      }
      gap = dualityGap(weights, residual, y)
    }
    if let exact = exactSolution(withSignsOf: weights, y) { return finished(exact, sweep, y) }
    gap = dualityGap(weights, self.residual(weights, y), y)
    return Solution(
      weights: weights, sweepCount: sweep, dualityGap: gap,
      hasConverged: gap <= max(goal, tolerance.ulp))
  }

  private func finished(_ weights: [Double], _ sweep: Int, _ y: [Double]) -> Solution {
    let gap = dualityGap(weights, residual(weights, y), y)
    return Solution(
      weights: weights, sweepCount: sweep, dualityGap: max(gap, 0), hasConverged: true)
  }

  /// Returns the minimiser if its signs are those of some weights, nil otherwise.
  private func exactSolution(withSignsOf weights: [Double], _ y: [Double]) -> [Double]? {
    let active = weights.indices.filter { weights[$0] != 0 }
    guard !active.isEmpty else { return isOptimal(weights, y) ? weights : nil }
    var part = Matrix(
      rows: matrix.rowCount + (ridge > 0 ? active.count : 0), columns: active.count)
    for (index, column) in active.enumerated() {
      for row in 0..<matrix.rowCount { part[row, index] = matrix[row, column] }
      if ridge > 0 { part[matrix.rowCount + index, index] = ridge.squareRoot() }
    }
    let padded = y + Array(repeating: 0, count: part.rowCount - y.count)
    let signs = active.map { weights[$0] < 0 ? -1.0 : 1 }
    let system = LeastSquaresSystem(part)
    guard system.rank == active.count else { return nil }
    let values = system.solve(padded, slope: signs.map { lasso * $0 })
    guard zip(values, signs).allSatisfy({ $0 * $1 > 0 }) else { return nil }
    var solution = weights
    for (column, value) in zip(active, values) { solution[column] = value }
    return isOptimal(solution, y) ? solution : nil
  }

  /// Returns whether no zero weight would move: |xᵀr| ≤ μ within rounding.
  private func isOptimal(_ weights: [Double], _ y: [Double]) -> Bool {
    let residual = residual(weights, y)
    let size = Self.dot(y[...], y[...]).squareRoot()
    return weights.indices.allSatisfy { column in
      guard weights[column] == 0 else { return true }
      let pull = Self.dot(values(ofColumn: column), residual[...]).magnitude
      return pull <= lasso + 1e-13 * size * matrix.norm(ofColumn: column)
    }
  }

  /// The difference between the objective and that of the dual problem at the residual, scaled to be
  /// feasible there.
  private func dualityGap(_ weights: [Double], _ residual: [Double], _ y: [Double]) -> Double {
    var largest = 0.0
    var (absolute, squares) = (0.0, 0.0)
    for (column, weight) in weights.enumerated() {
      let pull = Self.dot(values(ofColumn: column), residual[...]) - ridge * weight
      largest = max(largest, pull.magnitude)
      absolute += weight.magnitude
      squares += weight * weight
    }
    let scale = largest > lasso ? lasso / largest : 1
    let errors = Self.dot(residual[...], residual[...])
    return 0.5 * (1 + scale * scale) * (errors + ridge * squares) + lasso * absolute
      - scale * Self.dot(residual[...], y[...])
  }

  private func residual(_ weights: [Double], _ y: [Double]) -> [Double] {
    var sums = y.map { DoubleDouble($0) }
    for (column, weight) in weights.enumerated() where weight != 0 {
      for row in sums.indices {
        sums[row] = sums[row] + DoubleDouble(product: -matrix[row, column], weight)
      }
    }
    return sums.map(\.value)
  }

  private func values(ofColumn column: Int) -> ArraySlice<Double> {
    matrix.values[column * matrix.rowCount..<(column + 1) * matrix.rowCount]
  }

  private static func dot(_ a: ArraySlice<Double>, _ b: ArraySlice<Double>) -> Double {
    var sum = 0.0
    for (x, y) in zip(a, b) { sum.addProduct(x, y) }
    return sum
  }
}
