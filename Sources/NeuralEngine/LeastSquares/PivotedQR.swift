/// A = Q·R·Pᵀ by Householder reflections with column pivoting (Businger and Golub, 1965).
struct PivotedQR {
  /// R in the upper triangle, the reflections' vectors below it; their first element is 1.
  private(set) var factors: Matrix
  /// The factor of each reflection H = I − τvvᵀ.
  private(set) var scales: [Double]
  /// Column j of Q·R is column `order[j]` of A.
  private(set) var order: [Int]

  /// Factorizes a matrix.
  init(_ matrix: Matrix, isPivoting: Bool = true) {
    factors = matrix
    order = Array(0..<matrix.columnCount)
    scales = []
    for step in 0..<min(matrix.rowCount, matrix.columnCount) {
      if isPivoting {
        // Norms are computed afresh: downdating loses them for nearly dependent columns.
        let norms = (step..<matrix.columnCount).map { factors.norm(ofColumn: $0, fromRow: step) }
        var best = 0
        for (candidate, norm) in norms.enumerated() where norm > norms[best] { best = candidate }
        if best > 0 {
          factors.swapColumns(step, step + best)
          order.swapAt(step, step + best)
        }
      }
      reflect(step)
    }
  }

  private mutating func reflect(_ step: Int) {
    let norm = factors.norm(ofColumn: step, fromRow: step)
    guard norm > 0 else {
      scales.append(0)
      return
    }
    let pivot = factors[step, step]
    let diagonal = pivot > 0 ? -norm : norm
    let head = pivot - diagonal
    for row in step + 1..<max(step + 1, factors.rowCount) { factors[row, step] /= head }
    let scale = -head / diagonal
    factors[step, step] = diagonal
    scales.append(scale)
    for column in step + 1..<max(step + 1, factors.columnCount) {
      var sum = factors[step, column]
      for row in step + 1..<max(step + 1, factors.rowCount) {
        sum.addProduct(factors[row, step], factors[row, column])
      }
      sum *= scale
      factors[step, column] -= sum
      for row in step + 1..<max(step + 1, factors.rowCount) {
        factors[row, column].addProduct(-sum, factors[row, step])
      }
    }
  }

  /// The number of reflections, and of rows of R.
  var size: Int { scales.count }

  /// Returns an element of R.
  subscript(row: Int, column: Int) -> Double { row <= column ? factors[row, column] : 0 }

  /// Returns Qᵀ·x, or Q·x where `isForward`.
  func rotate(_ x: [Double], isForward: Bool = false) -> [Double] {
    var x = x
    let steps = isForward ? Array((0..<size).reversed()) : Array(0..<size)
    for step in steps where scales[step] != 0 {
      var sum = x[step]
      for row in step + 1..<max(step + 1, x.count) { sum.addProduct(factors[row, step], x[row]) }
      sum *= scales[step]
      x[step] -= sum
      for row in step + 1..<max(step + 1, x.count) { x[row].addProduct(-sum, factors[row, step]) }
    }
    return x
  }

  /// Returns the solution of R₁·z = c for the leading `rank` rows and columns of R.
  func solveUpper(_ c: ArraySlice<Double>, rank: Int) -> [Double] {
    var z = Array(c.prefix(rank))
    for row in (0..<rank).reversed() {
      for column in row + 1..<max(row + 1, rank) {
        z[row].addProduct(-self[row, column], z[column])
      }
      z[row] /= self[row, row]
    }
    return z
  }

  /// Returns the solution of R₁ᵀ·z = c for the leading `rank` rows and columns of R.
  func solveTransposed(_ c: [Double], rank: Int) -> [Double] {
    var z = Array(c.prefix(rank))
    for row in 0..<rank {
      for column in 0..<row { z[row].addProduct(-self[column, row], z[column]) }
      z[row] /= self[row, row]
    }
    return z
  }
}
