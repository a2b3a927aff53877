extension ColumnFunction {
  /// Computes a function of one column for a figure: where it has no value, the curve has a gap.
  func samples(_ xs: [Double]) -> [Double] { samples(columns: [xs]) }

  /// Computes a function for a figure, one value a row, not a number where it has none.
  func samples(columns: [[Double]]) -> [Double] {
    Self.gapped(columns) { values(columns: $0) }
  }

  /// Computes the derivative of a function of one column for a figure, with gaps where there is
  /// none.
  func derivativeSamples(_ xs: [Double]) -> [Double] {
    derivativeSamples(columns: [xs], withRespectTo: 0)
  }

  /// Computes a derivative for a figure, one value a row, not a number where it has none.
  func derivativeSamples(columns: [[Double]], withRespectTo column: Int) -> [Double] {
    Self.gapped(columns) { derivatives(columns: $0, withRespectTo: column) }
  }

  /// Halves lists that have a row without value until only such rows are left out.
  private static func gapped(
    _ columns: [[Double]], _ compute: ([[Double]]) -> Result<[Double], EvaluationProblem>
  ) -> [Double] {
    let count = columns.first?.count ?? 0
    var results = [Double](repeating: .nan, count: count)
    var pending = [0..<count]
    while let range = pending.popLast() {
      if case .success(let values) = compute(columns.map { Array($0[range]) }) {
        results.replaceSubrange(range, with: values)
      } else if range.count > 1 {
        let middle = (range.lowerBound + range.upperBound) / 2
        pending.append(range.lowerBound..<middle)
        pending.append(middle..<range.upperBound)
      }
    }
    return results
  }
}
