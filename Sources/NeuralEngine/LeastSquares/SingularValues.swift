extension Matrix {
  /// Computes the singular values, largest first, by Hestenes's one-sided Jacobi rotations, which
  /// find small ones to high relative accuracy. Takes at least as many rows as columns.
  ///
  /// - Complexity: O(rows·columns²) for each of some ten sweeps.
  func singularValues() -> [Double] {
    var matrix = self
    for _ in 0..<60 {
      var isDone = true
      for p in 0..<columnCount {
        for q in p + 1..<max(p + 1, columnCount) where matrix.rotate(p, q) { isDone = false }
      }
      if isDone { break }
    }
    return (0..<columnCount).map { matrix.norm(ofColumn: $0) }.sorted(by: >)
  }

  /// Makes two columns orthogonal; returns whether they were not.
  private mutating func rotate(_ p: Int, _ q: Int) -> Bool {
    let normP = norm(ofColumn: p)
    let normQ = norm(ofColumn: q)
    guard normP > 0, normQ > 0 else { return false }
    // The cosine of the angle between the columns, from scaled ones against overflow.
    var cosine = 0.0
    for row in 0..<rowCount { cosine.addProduct(self[row, p] / normP, self[row, q] / normQ) }
    guard cosine.magnitude > 1e-15 else { return false }
    let zeta = (normQ / normP - normP / normQ) / (2 * cosine)
    let root = (1 + zeta * zeta).squareRoot()
    let tangent = zeta >= 0 ? 1 / (zeta + root) : 1 / (zeta - root)
    let c = 1 / (1 + tangent * tangent).squareRoot()
    let s = c * tangent
    for row in 0..<rowCount {
      let (a, b) = (self[row, p], self[row, q])
      self[row, p] = c * a - s * b
      self[row, q] = s * a + c * b
    }
    return true
  }
}
