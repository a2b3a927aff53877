/// A factorized matrix of a least-squares problem.
struct LeastSquaresSystem {
  private let matrix: Matrix
  /// Powers of 2 that bring the columns to norms of about 1: exact, and columns of different units
  /// compare.
  private let columnScales: [Double]
  private let factorization: PivotedQR
  /// The number of columns that do not depend on others within rounding.
  let rank: Int

  init(_ matrix: Matrix) {
    var scaled = matrix
    columnScales = (0..<matrix.columnCount).map { column in
      let norm = matrix.norm(ofColumn: column)
      guard norm > 0, norm.isFinite else { return 1 }
      return Double(sign: .plus, exponent: -norm.exponent, significand: 1)
    }
    for column in 0..<matrix.columnCount {
      for row in 0..<matrix.rowCount { scaled[row, column] *= columnScales[column] }
    }
    self.matrix = scaled
    let factorization = PivotedQR(scaled)
    self.factorization = factorization
    // Only what rounding alone explains counts as dependent.
    let largest = factorization.size > 0 ? factorization[0, 0].magnitude : 0
    let threshold = 8 * Double.ulpOfOne * largest
    rank = (0..<factorization.size).prefix { factorization[$0, $0].magnitude > threshold }.count
  }

  /// Returns the minimiser of ½‖Ax − b‖² + cᵀx.
  ///
  /// - Parameter slope: c, for matrices of full rank alone; nil for 0.
  func solve(_ b: [Double], slope: [Double]? = nil) -> [Double] {
    let n = matrix.columnCount
    guard rank == n else { return leastNormSolution(b) }
    // Björck's refinement of the augmented system r + Ax = b, Aᵀr = c.
    let slope = zip(slope ?? Array(repeating: 0, count: n), columnScales).map { $0 * $1 }
    var residual = [Double](repeating: 0, count: b.count)
    var solution = [Double](repeating: 0, count: n)
    var previous = Double.infinity
    for _ in 0..<12 {
      let (f, g) = defects(b, slope, residual, solution)
      let (residualStep, step) = augmentedSolution(f, g)
      let size = step.reduce(0) { max($0, $1.magnitude) }
      // Steps that shrink no more are rounding.
      guard size < 0.5 * previous else { break }
      for index in solution.indices { solution[index] += step[index] }
      for index in residual.indices { residual[index] += residualStep[index] }
      previous = size
    }
    return unscaled(solution)
  }

  private func unscaled(_ solution: [Double]) -> [Double] {
    zip(solution, columnScales).map { $0 * $1 }
  }

  /// Returns b − r − Ax and c − Aᵀr, computed in twice the precision.
  private func defects(
    _ b: [Double], _ slope: [Double], _ residual: [Double], _ x: [Double]
  ) -> (f: [Double], g: [Double]) {
    let f = b.indices.map { row in
      var sum = DoubleDouble(sum: b[row], -residual[row])
      for column in x.indices {
        sum = sum + DoubleDouble(product: -matrix[row, column], x[column])
      }
      return sum.value
    }
    let g = x.indices.map { column in
      var sum = DoubleDouble(slope[column])
      for row in b.indices {
        sum = sum + DoubleDouble(product: -matrix[row, column], residual[row])
      }
      return sum.value
    }
    return (f, g)
  }

  /// Returns r and x of r + Ax = f, Aᵀr = g.
  private func augmentedSolution(_ f: [Double], _ g: [Double]) -> (r: [Double], x: [Double]) {
    let n = rank
    let h = factorization.solveTransposed(factorization.order.map { g[$0] }, rank: n)
    var d = factorization.rotate(f)
    let leading = zip(d.prefix(n), h).map { $0 - $1 }
    let z = factorization.solveUpper(leading[...], rank: n)
    for index in 0..<n { d[index] = h[index] }
    var x = [Double](repeating: 0, count: n)
    for (position, column) in factorization.order.enumerated() { x[column] = z[position] }
    return (factorization.rotate(d, isForward: true), x)
  }

  /// Returns the minimiser of least norm where columns depend on each other.
  private func leastNormSolution(_ b: [Double]) -> [Double] {
    let n = matrix.columnCount
    guard rank > 0 else { return Array(repeating: 0, count: n) }
    // R₁·S⁻¹w = c with scales S; its least-norm solution is Q₂·R₂⁻ᵀc with (R₁S⁻¹)ᵀ = Q₂R₂.
    var transposed = Matrix(rows: n, columns: rank)
    for row in 0..<rank {
      for column in row..<n {
        let scale = columnScales[factorization.order[column]]
        transposed[column, row] = factorization[row, column] / scale
      }
    }
    let second = PivotedQR(transposed, isPivoting: false)
    let c = factorization.rotate(b)
    let leading = second.solveTransposed(Array(c.prefix(rank)), rank: rank)
    let z = second.rotate(leading + Array(repeating: 0, count: n - rank), isForward: true)
    var w = [Double](repeating: 0, count: n)
    for (position, column) in factorization.order.enumerated() { w[column] = z[position] }
    return w
  }

  /// Computes the ratio of the largest to the smallest singular value, in the units of the data.
  func conditionNumber() -> Double {
    let n = matrix.columnCount
    guard rank == n else { return .infinity }
    var transposed = Matrix(rows: n, columns: n)
    for row in 0..<n {
      for column in row..<n {
        transposed[column, row] =
          factorization[row, column] / columnScales[factorization.order[column]]
      }
    }
    // Rotations converge fastest on the factor of a second, pivoted factorization.
    let second = PivotedQR(transposed)
    var triangle = Matrix(rows: n, columns: n)
    for row in 0..<n {
      for column in row..<n { triangle[column, row] = second[row, column] }
    }
    let values = triangle.singularValues()
    guard let largest = values.first, let smallest = values.last, smallest > 0 else {
      return .infinity
    }
    return largest / smallest
  }
}
