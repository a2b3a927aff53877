import NeuralEngine

/// How often rows of each class were taken for each class, with the classes' names.
struct ConfusionMatrix: Sendable, Equatable {
  /// The names of the classes.
  let names: [String]
  let metrics: ClassificationMetrics
  /// Which rows were counted.
  let rows: RowSet

  /// Counts a run's predictions; nil for a regression.
  ///
  /// - Parameter rows: Which rows to count; nil takes the test rows where there are any.
  init?(_ run: CompletedRun, rows: RowSet?) {
    let data = run.data.data
    guard case .classes(let classes, let names) = data.target else { return nil }
    self.rows = rows ?? (data.testRowCount > 0 ? .test : .training)
    self.names = names
    let range = self.rows.rows(of: data)
    metrics = ClassificationMetrics(
      predicted: run.predictedClasses(of: range), actual: Array(classes[range]),
      classCount: names.count)
  }

  /// The number of rows counted.
  var total: Int { metrics.rowCount }

  /// `counts[truth][prediction]`.
  var counts: [[Int]] {
    names.indices.map { truth in
      Array(metrics.confusion[truth * names.count..<(truth + 1) * names.count])
    }
  }

  /// Returns the share of a class's rows that were taken for a class; 0 for a class without rows.
  func share(of truth: Int, takenFor prediction: Int) -> Double {
    let sum = metrics.support(truth)
    return sum > 0 ? Double(counts[truth][prediction]) / Double(sum) : 0
  }
}

extension CompletedRun {
  /// Returns the class with the highest probability for each of some rows of the data, the first
  /// of equals; of two classes the second from a half on.
  func predictedClasses(of rows: Range<Int>) -> [Int] {
    let width = data.data.columns.count
    let inputs = Array(data.data.inputs[rows.lowerBound * width..<rows.upperBound * width])
    guard !inputs.isEmpty else { return [] }
    let outputs = predict(inputs)
    let count = model.outputCount
    return rows.indices.map { index in
      let row = (index - rows.lowerBound) * count
      if count == 1 { return outputs[row] > 0.5 ? 1 : 0 }
      return (1..<count).reduce(0) { outputs[row + $1] > outputs[row + $0] ? $1 : $0 }
    }
  }
}
