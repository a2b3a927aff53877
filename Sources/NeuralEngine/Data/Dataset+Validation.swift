extension Dataset {
  /// Returns the data set with some training rows moved behind the others, before the test rows;
  /// the others train.
  ///
  /// - Parameter rows: The rows to hold back, ascending.
  func holdingBack(_ rows: [Int]) -> Dataset {
    let held = Set(rows)
    let fitted = (0..<trainingRowCount).filter { !held.contains($0) }
    return selecting(
      rows: fitted + rows + Array(trainingRowCount..<rowCount), trainingRowCount: fitted.count)
  }

  /// Returns the training rows in `count` parts of equal size, the first ones a row larger where
  /// they do not divide: scikit-learn's `KFold`, shuffled.
  ///
  /// - Parameters:
  ///   - seed: The seed of the notebook or of the run.
  ///   - name: The name of the run, from which the random stream derives.
  /// - Returns: The rows of each part, ascending.
  func folds(_ count: Int, seed: UInt64, name: String) -> [[Int]] {
    var stream = RandomStream(seed: seed, name: name, purpose: .validation)
    let order = stream.permutation(of: trainingRowCount)
    var start = 0
    return (0..<count).map { fold in
      let size = trainingRowCount / count + (fold < trainingRowCount % count ? 1 : 0)
      defer { start += size }
      return order[start..<start + size].sorted()
    }
  }

  /// Returns as many random training rows, ascending.
  func validationRows(_ count: Int, seed: UInt64, name: String) -> [Int] {
    var stream = RandomStream(seed: seed, name: name, purpose: .validation)
    return stream.permutation(of: trainingRowCount).suffix(count).sorted()
  }
}

extension TrainingConfiguration {
  /// Returns the training rows that a holdout keeps from training, ascending; none without one.
  package func validationRows(of data: Dataset) -> [Int] {
    guard case .holdout = validation else { return [] }
    let count = data.trainingRowCount - fittedRowCount(of: data.trainingRowCount)
    return data.validationRows(count, seed: seed, name: stream)
  }
}
