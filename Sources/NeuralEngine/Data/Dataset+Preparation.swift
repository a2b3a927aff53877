extension Dataset {
  /// Returns the rows in the order of these indices.
  package func selecting(rows order: [Int], trainingRowCount: Int) -> Dataset {
    let width = columns.count
    var result = self
    result.inputs = inputs.selecting(rows: order, width: width)
    switch target {
    case .numbers(let values, let names):
      let width = names.count
      result.target = .numbers(
        order.flatMap { values[$0 * width..<($0 + 1) * width] }, columns: names)
    case .classes(let classes, let names):
      result.target = .classes(order.map { classes[$0] }, names: names)
    }
    result.trainingRowCount = trainingRowCount
    return result
  }

  /// Returns the rows shuffled by the seed, of which the first ⌊rows·share⌋ train; a share of 1
  /// keeps the order.
  ///
  /// - Parameters:
  ///   - share: 0 … 1.
  ///   - seed: The seed of the notebook.
  ///   - name: The name of the data set, from which the random stream derives.
  package func split(trainingShare share: Double, seed: UInt64, name: String) -> Dataset {
    if share >= 1 {
      var all = self
      all.trainingRowCount = rowCount
      return all
    }
    var stream = RandomStream(seed: seed, name: name, purpose: .split)
    return selecting(
      rows: stream.permutation(of: rowCount),
      trainingRowCount: Dataset.trainingRowCount(of: rowCount, share: share))
  }

  /// Returns how many of `rowCount` rows train: ⌊rows·share⌋.
  package static func trainingRowCount(of rowCount: Int, share: Double) -> Int {
    // 0.7·10 is 6.999…: a product a rounding error below a whole number means that number.
    let product = Double(rowCount) * min(max(share, 0), 1)
    let whole = product.rounded()
    let isWhole = (product - whole).magnitude <= 4 * product.ulp
    return Int(isWhole ? whole : product.rounded(.down))
  }

  /// The mean and the standard deviation of each input column over the training rows.
  package struct Standardization: Sendable, Equatable {
    package var means: [Double]
    /// √(Σ(x − mean)²/n); 1 for constant columns.
    package var deviations: [Double]
  }

  /// Computes the mean and the standard deviation of each input column over the training rows.
  package func standardization() -> Standardization {
    let width = columns.count
    var result = Standardization(means: [], deviations: [])
    for column in 0..<width {
      let values = (0..<trainingRowCount).map { inputs[$0 * width + column] }
      let count = Double(max(values.count, 1))
      let mean = values.reduce(0, +) / count
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let deviation = (squares / count).squareRoot()
      let isConstant = values.allSatisfy { $0 == values[0] }
      result.means.append(mean)
      result.deviations.append(isConstant ? 1 : deviation)
    }
    return result
  }

  /// Returns the data set with every input column, test rows included, moved and scaled so that its
  /// training rows have mean 0 and standard deviation 1.
  package func standardized() -> Dataset {
    let scale = standardization()
    let width = columns.count
    var result = self
    let standard = inputs.enumerated().map { index, value in
      (value - scale.means[index % width]) / scale.deviations[index % width]
    }
    result.inputs = Numbers(standard)
    return result
  }
}
