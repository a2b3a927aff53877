extension Tensor {
  /// Returns (x − μ)/√(σ² + ε) over axes.
  func normalized(along axes: [Int], epsilon: Double) -> Tensor {
    let (means, scales, groups) = statistics(along: axes, epsilon: epsilon)
    return Tensor(shape, zip(values, groups).map { ($0 - means[$1]) * scales[$1] })
  }

  /// Returns (g − mean g − x̂ · mean(g·x̂))/√(σ² + ε) for the upstream gradient g and x̂ = `result`.
  func normalizeGradient(
    result: Tensor, upstream: Tensor, along axes: [Int], epsilon: Double
  ) -> Tensor {
    let (means, scales, groups) = statistics(along: axes, epsilon: epsilon)
    let count = Double(values.count / max(means.count, 1))
    var sums = [Double](repeating: 0, count: means.count)
    var products = sums
    for (index, group) in groups.enumerated() {
      sums[group] += upstream.values[index]
      products[group] += upstream.values[index] * result.values[index]
    }
    return Tensor(
      shape,
      groups.enumerated().map { index, group in
        let centred = upstream.values[index] - sums[group] / count
        return (centred - result.values[index] * products[group] / count) * scales[group]
      })
  }

  private func statistics(
    along axes: [Int], epsilon: Double
  ) -> (means: [Double], scales: [Double], groups: [Int]) {
    let target = shape.removing(axes: axes)
    let groups = groups(along: axes, of: target)
    let count = Double(values.count / max(target.count, 1))
    var means = [Double](repeating: 0, count: target.count)
    var squares = means
    for (value, group) in zip(values, groups) { means[group] += value }
    for index in means.indices { means[index] /= count }
    for (value, group) in zip(values, groups) {
      let difference = value - means[group]
      squares[group] += difference * difference
    }
    return (means, squares.map { 1 / ($0 / count + epsilon).squareRoot() }, groups)
  }

  /// Returns the rows of a table that the elements name, nil with the first that names none.
  func rows(of table: Tensor, to target: Shape) -> Result<Tensor, NoSuchRow> {
    let width = table.shape.extents[1]
    var result: [Double] = []
    result.reserveCapacity(target.count)
    for value in values {
      guard let row = Int(exactly: value), (0..<table.shape.extents[0]).contains(row) else {
        return .failure(NoSuchRow(value: value))
      }
      result.append(contentsOf: table.values[(row * width)..<((row + 1) * width)])
    }
    return .success(Tensor(target, result))
  }

  /// A number that names no row of a table.
  struct NoSuchRow: Error { var value: Double }

  /// Returns, for each row of a table, the sum of the upstream rows of the elements that name it.
  func embeddingGradient(upstream: Tensor, to target: Shape) -> Tensor {
    let width = target.extents[1]
    var result = [Double](repeating: 0, count: target.count)
    for (index, value) in values.enumerated() {
      let row = Int(value)
      for column in 0..<width {
        result[row * width + column] += upstream.values[index * width + column]
      }
    }
    return Tensor(target, result)
  }
}
