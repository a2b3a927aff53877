extension ColumnFunction {
  /// Computes a function of one column for a figure: where it has no value, the curve has a gap.
  func samples(_ xs: [Double]) -> [Double] {
    Self.gapped(xs) { values(columns: [$0]) }
  }

  /// Computes the derivative of a function of one column for a figure, with gaps where there is
  /// none.
  func derivativeSamples(_ xs: [Double]) -> [Double] {
    Self.gapped(xs) { derivatives(columns: [$0], withRespectTo: 0) }
  }

  /// Halves lists that have a row without value until only such rows are left out.
  private static func gapped(
    _ xs: [Double], _ compute: ([Double]) -> Result<[Double], EvaluationProblem>
  ) -> [Double] {
    var results = [Double](repeating: .nan, count: xs.count)
    var pending = [0..<xs.count]
    while let range = pending.popLast() {
      if case .success(let values) = compute(Array(xs[range])) {
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
